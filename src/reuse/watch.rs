//! Two checks of the same reuser: what was fixed, what is new, what lasts, and when.
//!
//! Works on the results of checks alone; must read no data of the reuser.

use plotters::prelude::*;
use serde::{Deserialize, Serialize};

use super::ReuseError;
use super::bundle::{Conditions, Former};
use super::dates;
use super::ledger::{Outcome, State};

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

/// Deviations at each check, as a figure.
pub fn timeline(watch: &Watch) -> Result<String, ReuseError> {
    let mut svg = String::new();
    let broken = |message: String| ReuseError::Output(std::io::Error::other(message));
    {
        let root = SVGBackend::with_string(&mut svg, (720, 320)).into_drawing_area();
        root.fill(&WHITE).map_err(|error| broken(error.to_string()))?;
        let most =
            watch.points.iter().map(|point| point.deviations.len()).max().unwrap_or(0) as i32 + 1;
        let last = (watch.points.len() as i32 - 1).max(1);
        let mut chart = ChartBuilder::on(&root)
            .margin(16)
            .caption("Contrôles en écart à chaque vérification", ("sans-serif", 16))
            .x_label_area_size(36)
            .y_label_area_size(36)
            .build_cartesian_2d(0..last, 0..most)
            .map_err(|error| broken(error.to_string()))?;
        let label = |rank: &i32| {
            usize::try_from(*rank)
                .ok()
                .and_then(|rank| watch.points.get(rank))
                .map_or_else(String::new, |point| point.checked_at.chars().take(10).collect())
        };
        chart
            .configure_mesh()
            .x_labels(watch.points.len().min(8))
            .x_label_formatter(&label)
            .y_desc("contrôles")
            .light_line_style(WHITE)
            .draw()
            .map_err(|error| broken(error.to_string()))?;
        let series: Vec<(i32, i32)> = (0..)
            .zip(&watch.points)
            .map(|(rank, point)| (rank, point.deviations.len() as i32))
            .collect();
        chart
            .draw_series(LineSeries::new(series.clone(), RGBColor(0, 60, 120).stroke_width(2)))
            .map_err(|error| broken(error.to_string()))?;
        chart
            .draw_series(
                series.iter().map(|point| Circle::new(*point, 4, RGBColor(0, 60, 120).filled())),
            )
            .map_err(|error| broken(error.to_string()))?;
        root.present().map_err(|error| broken(error.to_string()))?;
    }
    Ok(svg)
}
