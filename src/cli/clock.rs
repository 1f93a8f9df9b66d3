//! The day of the command: the one place that asks the machine for it.

use jiff::civil::Date;

/// The day in France: waivers end with it.
pub(super) fn today() -> Date {
    let now = jiff::Timestamp::now();
    match jiff::tz::TimeZone::get("Europe/Paris") {
        Ok(paris) => now.to_zoned_datetime(paris).date(),
        Err(_) => now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date(),
    }
}
