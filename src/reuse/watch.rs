//! Two checks of the same reuser: what was fixed, what is new, what lasts, and when.
//!
//! Works on the results of checks alone; must read no data of the reuser.

use std::fs;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::ReuseError;
use super::dates;
use super::ledger::{Outcome, State};
use super::record::{CHECK, CONTROLS, Conditions, WATCH};

/// What became of one control between two checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Fixed,
    New,
    Persisting,
    /// It deviated and could not be evaluated again.
    Lost,
}

impl Change {
    pub fn label(self) -> &'static str {
        match self {
            Self::Fixed => "corrigé",
            Self::New => "nouveau",
            Self::Persisting => "persistant",
            Self::Lost => "non réévalué",
        }
    }
}

/// One control that changed or lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: String,
    pub change: Change,
    pub before: u64,
    pub after: u64,
    /// Date of the check that first saw the deviation.
    pub since: String,
    /// Days from that check to this one.
    pub days: i64,
}

/// A past check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub checked_at: String,
    pub deviations: Vec<String>,
}

/// The comparison, and the checks before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    pub previous_at: String,
    pub checked_at: String,
    pub lines: Vec<Line>,
    pub points: Vec<Point>,
}

/// What a former bundle says.
pub struct Former {
    pub conditions: Conditions,
    pub outcomes: Vec<Outcome>,
    pub watch: Option<Watch>,
}

impl Former {
    pub fn read(folder: &Path) -> Result<Self, ReuseError> {
        let file = |name: &str| -> Result<String, ReuseError> {
            fs::read_to_string(folder.join(name)).map_err(|error| {
                ReuseError::Input(format!(
                    "{} : {} ; indiquez le dossier d'un contrôle précédent",
                    folder.join(name).display(),
                    crate::cause::in_french(&error)
                ))
            })
        };
        let damaged = |_| {
            ReuseError::Input(format!(
                "{} : contrôle précédent illisible ou d'une autre version",
                folder.display()
            ))
        };
        Ok(Self {
            conditions: serde_json::from_str(&file(CHECK)?).map_err(damaged)?,
            outcomes: serde_json::from_str(&file(CONTROLS)?).map_err(damaged)?,
            watch: file(WATCH).ok().and_then(|text| serde_json::from_str(&text).ok()),
        })
    }
}

fn deviating(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().filter(|one| one.status == State::Ecart).map(|one| one.id.clone()).collect()
}

/// Compares a check with the one before.
pub fn compare(former: &Former, conditions: &Conditions, outcomes: &[Outcome]) -> Watch {
    let mut points = former.watch.as_ref().map(|watch| watch.points.clone()).unwrap_or_default();
    if points.is_empty() {
        points.push(Point {
            checked_at: former.conditions.checked_at.clone(),
            deviations: deviating(&former.outcomes),
        });
    }
    let mut lines = Vec::new();
    for outcome in outcomes {
        let before = former.outcomes.iter().find(|one| one.id == outcome.id);
        let was = before.is_some_and(|one| one.status == State::Ecart);
        let change = match (was, outcome.status) {
            (true, State::Ecart) => Change::Persisting,
            (true, State::NonEvalue) if outcome.examined == 0 && !outcome.review => Change::Lost,
            (true, _) => Change::Fixed,
            (false, State::Ecart) => Change::New,
            (false, _) => continue,
        };
        let since = match change {
            Change::New => conditions.checked_at.clone(),
            _ => first_seen(&points, &outcome.id)
                .unwrap_or_else(|| former.conditions.checked_at.clone()),
        };
        lines.push(Line {
            id: outcome.id.clone(),
            change,
            before: before.map_or(0, |one| one.deviations),
            after: outcome.deviations,
            days: days(&since, &conditions.checked_at),
            since,
        });
    }
    points
        .push(Point { checked_at: conditions.checked_at.clone(), deviations: deviating(outcomes) });
    Watch {
        previous_at: former.conditions.checked_at.clone(),
        checked_at: conditions.checked_at.clone(),
        lines,
        points,
    }
}

/// The first check of the unbroken run in which a control deviated, up to the check before this one.
fn first_seen(points: &[Point], id: &str) -> Option<String> {
    let run =
        points.iter().rev().take_while(|point| point.deviations.iter().any(|seen| seen == id));
    run.last().map(|point| point.checked_at.clone())
}

fn days(since: &str, until: &str) -> i64 {
    match (dates::moment(since), dates::moment(until)) {
        (Some(since), Some(until)) => (until.0 - since.0) / 86_400,
        _ => 0,
    }
}

/// The checks on a line of time, one row a control: full where it deviated, empty where it no longer did.
pub fn timeline(watch: &Watch) -> Result<String, ReuseError> {
    const ROW: u32 = 22;
    const BLUE: RGBColor = RGBColor(0, 60, 120);
    const GREY: RGBColor = RGBColor(110, 110, 110);
    let broken = |message: String| ReuseError::Output(std::io::Error::other(message));
    let day = |text: &str| dates::moment(text).map_or(0, |at| at.day().0);
    let checks: Vec<(i64, &Point)> =
        watch.points.iter().map(|point| (day(&point.checked_at), point)).collect();
    let mut ids: Vec<&str> =
        checks.iter().flat_map(|(_, point)| point.deviations.iter().map(String::as_str)).collect();
    ids.sort_unstable();
    ids.dedup();
    let (first, last) =
        (checks.first().map_or(0, |one| one.0), checks.last().map_or(1, |one| one.0));
    let room = ((last - first) / 12).max(1);
    let rows = ids.len() as i32;
    let mut svg = String::new();
    {
        let height = 110 + ROW * ids.len().max(1) as u32;
        let root = SVGBackend::with_string(&mut svg, (720, height)).into_drawing_area();
        root.fill(&WHITE).map_err(|error| broken(error.to_string()))?;
        let mut chart = ChartBuilder::on(&root)
            .margin(16)
            .caption("Écarts d'une vérification à l'autre (● écart, ○ corrigé)", ("sans-serif", 16))
            .x_label_area_size(28)
            .y_label_area_size(64)
            // Room at the ends, and on the right for what became of each control.
            .build_cartesian_2d(first - 2 * room..last + 3 * room, (-1..rows).into_segmented())
            .map_err(|error| broken(error.to_string()))?;
        let at = |rank: usize| SegmentValue::CenterOf(rows - 1 - rank as i32);
        chart
            .configure_mesh()
            .disable_mesh()
            .disable_axes()
            .draw()
            .map_err(|error| broken(error.to_string()))?;
        let text = |size: i32, color: RGBColor, side: HPos| {
            ("sans-serif", size).into_font().color(&color).pos(Pos::new(side, VPos::Center))
        };
        let mut mark = |element: Text<'_, (i64, SegmentValue<i32>), String>| {
            chart
                .draw_series(std::iter::once(element))
                .map(|_| ())
                .map_err(|error| broken(error.to_string()))
        };
        for (rank, id) in ids.iter().enumerate() {
            mark(Text::new(
                (*id).to_owned(),
                (first - room / 2 - 1, at(rank)),
                text(12, BLACK, HPos::Right),
            ))?;
            let known = watch.lines.iter().find(|line| line.id == *id);
            let became = known.map_or("corrigé avant", |line| line.change.label());
            mark(Text::new(
                became.to_owned(),
                (last + room / 2 + 1, at(rank)),
                text(12, GREY, HPos::Left),
            ))?;
        }
        let mut shown = i64::MIN;
        for (when, point) in &checks {
            // Dates that would overlap are left out.
            if when.saturating_sub(shown) >= room {
                let label: String = point.checked_at.chars().take(10).collect();
                mark(Text::new(
                    label,
                    (*when, SegmentValue::CenterOf(-1)),
                    text(11, GREY, HPos::Center),
                ))?;
                shown = *when;
            }
        }
        for (rank, id) in ids.iter().enumerate() {
            let deviates = |point: &Point| point.deviations.iter().any(|seen| seen == id);
            let mut began = false;
            for (step, (when, point)) in checks.iter().enumerate() {
                let now = deviates(point);
                let before = step.checked_sub(1).and_then(|step| checks.get(step));
                if let Some((since, _)) = before.filter(|(_, point)| deviates(point)) {
                    let line = PathElement::new(
                        [(*since, at(rank)), (*when, at(rank))],
                        BLUE.stroke_width(2),
                    );
                    chart
                        .draw_series(std::iter::once(line))
                        .map_err(|error| broken(error.to_string()))?;
                }
                began |= now;
                if began {
                    let style = if now { BLUE.filled() } else { BLUE.stroke_width(1) };
                    let dot = Circle::new((*when, at(rank)), 5, style);
                    chart
                        .draw_series(std::iter::once(dot))
                        .map_err(|error| broken(error.to_string()))?;
                }
            }
        }
        root.present().map_err(|error| broken(error.to_string()))?;
    }
    Ok(svg)
}
