//! Cells that people open in a spreadsheet.

/// A text that no spreadsheet takes for a formula.
pub fn inert(cell: &str) -> String {
    let number = cell.parse::<f64>().is_ok();
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') if !number => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}
