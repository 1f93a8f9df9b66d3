//! The drawings of a report, in SVG: sober, few colours, legible in print and without colour.
//!
//! Pure functions from numbers to text. Colours are a closed list that the style sheet maps to those
//! of the reader's theme. Each drawing comes with a table of the same numbers: a drawing alone says
//! nothing to a screen reader.

use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::prelude::{DrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle};

use super::Language;
use super::data::Words;

const INK: RGBColor = RGBColor(0x22, 0x2A, 0x35);
const SOFT: RGBColor = RGBColor(0x5A, 0x64, 0x72);
const RULE: RGBColor = RGBColor(0xD5, 0xD9, 0xDF);
const BAR: RGBColor = RGBColor(0x6F, 0x8B, 0xBD);
const GOOD: RGBColor = RGBColor(0x2F, 0x6B, 0x4F);
const WARN: RGBColor = RGBColor(0xA8, 0x6A, 0x12);
const BAD: RGBColor = RGBColor(0x9B, 0x2C, 0x2C);
/// From the least to the greatest risk.
const HEAT: [RGBColor; 4] = [
    RGBColor(0xEE, 0xF1, 0xF5),
    RGBColor(0xF6, 0xE7, 0xC4),
    RGBColor(0xEE, 0xC4, 0x9A),
    RGBColor(0xDD, 0x9A, 0x94),
];

/// Width of every drawing, in units of its own.
const WIDTH: i32 = 760;

/// A drawing being made.
struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, plotters::coord::Shift>,
}

/// Where a text stands beside its point.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Middle,
    Right,
}

impl Canvas<'_> {
    // A drawing to a string cannot fail; the result is that of other backends.
    fn rectangle(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor) {
        let _ = self.area.draw(&Rectangle::new([from, to], colour.filled()));
    }

    fn line(&self, points: &[(i32, i32)], colour: RGBColor, width: u32) {
        let style = ShapeStyle::from(colour).stroke_width(width);
        let _ = self.area.draw(&PathElement::new(points.to_vec(), style));
    }

    fn dot(&self, at: (i32, i32), radius: i32, colour: RGBColor) {
        let _ = self.area.draw(&Circle::new(at, radius, colour.filled()));
    }

    fn text(&self, text: &str, at: (i32, i32), size: i32, side: Side, colour: RGBColor) {
        let position = Pos::new(
            match side {
                Side::Left => HPos::Left,
                Side::Middle => HPos::Center,
                Side::Right => HPos::Right,
            },
            VPos::Center,
        );
        // The library draws text smaller than asked: it leaves room for what hangs below the line.
        let style = ("sans-serif", f64::from(size) * 1.24).into_font().color(&colour).pos(position);
        let _ = self.area.draw(&Text::new(text.to_owned(), at, style));
    }
}

/// Draws in one language, and makes the result fit to stand in a page.
fn draw(height: i32, paint: impl Fn(&Canvas)) -> String {
    let mut out = String::new();
    {
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut out, size).into_drawing_area();
        paint(&Canvas { area });
    }
    // The page sets the width; the drawing keeps its proportions.
    let start = out.find("<svg").unwrap_or(0);
    let open_end = out[start..].find('>').map_or(start, |at| start + at + 1);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\">{}",
        out[open_end..].trim()
    )
}

fn both(height: i32, paint: impl Fn(&Canvas, Language)) -> Words {
    Words {
        fr: draw(height, |canvas| paint(canvas, Language::French)),
        en: draw(height, |canvas| paint(canvas, Language::English)),
    }
}

/// Two corners, then the field and the value of a filter.
type Area = ((i32, i32), (i32, i32), String, String);

/// Adds areas that answer to the mouse: the same filters are in the table under the drawing.
fn with_areas(svg: Words, areas: &[Area]) -> Words {
    let mut added = String::new();
    for (from, to, field, value) in areas {
        added += &format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"transparent\" data-field=\"{}\" data-value=\"{}\"/>",
            from.0,
            from.1,
            to.0 - from.0,
            to.1 - from.1,
            attribute(field),
            attribute(value)
        );
    }
    let put = |text: String| text.replace("</svg>", &format!("{added}</svg>"));
    Words { fr: put(svg.fr), en: put(svg.en) }
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Decisions by likelihood (rows, 1 to 4) and severity (columns, 1 to 4).
pub fn matrix(counts: &[[u64; 4]; 4], levels: &[Words; 4]) -> Words {
    const LEFT: i32 = 170;
    const TOP: i32 = 34;
    const CELL_W: i32 = 140;
    const CELL_H: i32 = 62;
    let height = TOP + 4 * CELL_H + 62;
    let cell = |likelihood: usize, severity: usize| {
        let (x, y) = (LEFT + severity as i32 * CELL_W, TOP + (3 - likelihood as i32) * CELL_H);
        ((x, y), (x + CELL_W - 3, y + CELL_H - 3))
    };
    let svg = both(height, |canvas, language| {
        for likelihood in 0..4 {
            for severity in 0..4 {
                let (from, to) = cell(likelihood, severity);
                canvas.rectangle(from, to, HEAT[heat(likelihood, severity)]);
                let count = counts[likelihood][severity];
                let (size, colour) = if count > 0 { (22, INK) } else { (16, SOFT) };
                let centre = ((from.0 + to.0) / 2, (from.1 + to.1) / 2);
                let text = super::summary::grouped(count, language);
                canvas.text(&text, centre, size, Side::Middle, colour);
            }
            let (from, to) = cell(likelihood, 0);
            let label = format!("{}  {}", levels[likelihood].get(language), likelihood + 1);
            canvas.text(&label, (LEFT - 12, (from.1 + to.1) / 2), 15, Side::Right, INK);
        }
        for (severity, level) in levels.iter().enumerate() {
            let (from, to) = cell(0, severity);
            let label = format!("{}  {}", severity + 1, level.get(language));
            canvas.text(&label, ((from.0 + to.0) / 2, to.1 + 18), 15, Side::Middle, INK);
        }
        let axes = language.pick(["Vraisemblance ↑", "Gravité →"], ["Likelihood ↑", "Severity →"]);
        canvas.text(axes[0], (LEFT - 12, 16), 14, Side::Right, SOFT);
        canvas.text(axes[1], (LEFT + 4 * CELL_W - 6, height - 14), 14, Side::Right, SOFT);
    });
    let areas: Vec<_> = (0..4)
        .flat_map(|likelihood| (0..4).map(move |severity| (likelihood, severity)))
        .map(|(likelihood, severity)| {
            let (from, to) = cell(likelihood, severity);
            (from, to, "cell".to_owned(), format!("{}{}", likelihood + 1, severity + 1))
        })
        .collect();
    with_areas(svg, &areas)
}

/// Colour of a cell: the same on both sides of the diagonal.
fn heat(likelihood: usize, severity: usize) -> usize {
    match (likelihood + 1) * (severity + 1) {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    }
}

/// A share with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub label: Words,
    /// From 0 to 1.
    pub share: f64,
    pub low: f64,
    pub high: f64,
    /// Field and value of the filter.
    pub drill: Option<(String, String)>,
}

/// Longest label, in characters.
const LABEL: usize = 38;

/// Horizontal bars, each with its interval.
pub fn bars(bars: &[Bar]) -> Words {
    const LEFT: i32 = 284;
    const TOP: i32 = 8;
    const STEP: i32 = 34;
    const THICK: i32 = 15;
    let height = TOP + STEP * bars.len() as i32 + 40;
    let most = bars.iter().map(|bar| bar.high).fold(0.01, f64::max);
    let scale = nice(most);
    let x = |value: f64| LEFT + (value / scale * f64::from(WIDTH - LEFT - 86)).round() as i32;
    let svg = both(height, |canvas, language| {
        let bottom = TOP + STEP * bars.len() as i32;
        for tick in 0..=4 {
            let value = scale * f64::from(tick) / 4.0;
            canvas.line(&[(x(value), TOP), (x(value), bottom)], RULE, 1);
            canvas.text(&percent(value, language), (x(value), bottom + 16), 13, Side::Middle, SOFT);
        }
        for (rank, bar) in bars.iter().enumerate() {
            let middle = TOP + STEP * rank as i32 + STEP / 2;
            let label = shortened(bar.label.get(language), LABEL);
            canvas.text(&label, (LEFT - 10, middle), 14, Side::Right, INK);
            let half = THICK / 2;
            canvas.rectangle(
                (LEFT, middle - half),
                (x(bar.share).max(LEFT + 1), middle + half),
                BAR,
            );
            let (low, high) = (x(bar.low), x(bar.high));
            canvas.line(&[(low, middle), (high, middle)], INK, 1);
            for end in [low, high] {
                canvas.line(&[(end, middle - 4), (end, middle + 4)], INK, 1);
            }
            let text = percent(bar.share, language);
            canvas.text(&text, (high.max(x(bar.share)) + 10, middle), 14, Side::Left, INK);
        }
    });
    let areas: Vec<_> = bars
        .iter()
        .enumerate()
        .filter_map(|(rank, bar)| {
            let (field, value) = bar.drill.clone()?;
            let top = TOP + STEP * rank as i32;
            Some(((0, top), (WIDTH, top + STEP), field, value))
        })
        .collect();
    with_areas(svg, &areas)
}

/// Vertical bars: a distribution.
pub fn columns(columns: &[(Words, u64)], axis: &Words) -> Words {
    const LEFT: i32 = 70;
    const TOP: i32 = 24;
    const HEIGHT: i32 = 200;
    let most = columns.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let step = (WIDTH - LEFT - 10) / columns.len().max(1) as i32;
    both(TOP + HEIGHT + 62, |canvas, language| {
        let base = TOP + HEIGHT;
        canvas.line(&[(LEFT, base), (WIDTH - 10, base)], SOFT, 1);
        for (rank, (label, count)) in columns.iter().enumerate() {
            let left = LEFT + step * rank as i32 + step / 6;
            let right = LEFT + step * (rank as i32 + 1) - step / 6;
            let top = base - (*count as f64 / most as f64 * f64::from(HEIGHT)).round() as i32;
            let colour = if rank == 0 { BAD } else { BAR };
            canvas.rectangle((left, top.min(base - 1)), (right, base), colour);
            let middle = (left + right) / 2;
            let number = super::summary::grouped(*count, language);
            canvas.text(&number, (middle, top - 11), 14, Side::Middle, INK);
            canvas.text(label.get(language), (middle, base + 16), 14, Side::Middle, INK);
        }
        canvas.text(axis.get(language), (WIDTH - 10, base + 44), 14, Side::Right, SOFT);
    })
}

/// A group of linked decisions: the instance of each (0 first instance, 1 appeal, 2 cassation).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub cluster: String,
    pub label: Words,
    /// Instance, and whether the decision is refused.
    pub decisions: Vec<(usize, bool)>,
}

/// One line a group: where its decisions stand in the order of instances.
pub fn chains(chains: &[Chain]) -> Words {
    const LEFT: i32 = 200;
    const TOP: i32 = 40;
    const STEP: i32 = 30;
    let column = |instance: usize| LEFT + 70 + instance as i32 * 170;
    let height = TOP + STEP * chains.len() as i32 + 14;
    let svg = both(height, |canvas, language| {
        let heads = language.pick(
            ["Première instance", "Appel", "Cassation"],
            ["First instance", "Appeal", "Cassation"],
        );
        for (instance, head) in heads.iter().enumerate() {
            canvas.text(head, (column(instance), 16), 14, Side::Middle, SOFT);
        }
        for (rank, chain) in chains.iter().enumerate() {
            let middle = TOP + STEP * rank as i32 + STEP / 2;
            let label = shortened(chain.label.get(language), LABEL);
            canvas.text(&label, (LEFT - 10, middle), 14, Side::Right, INK);
            let instances: Vec<usize> = chain.decisions.iter().map(|one| one.0).collect();
            if let (Some(first), Some(last)) = (instances.iter().min(), instances.iter().max()) {
                canvas.line(&[(column(*first), middle), (column(*last), middle)], SOFT, 2);
            }
            let mut seen = [0; 3];
            for (instance, refused) in &chain.decisions {
                let place = (*instance).min(2);
                let x = column(place) + seen[place] * 18;
                seen[place] += 1;
                if seen[place] <= 5 {
                    canvas.dot((x, middle), 7, if *refused { BAD } else { BAR });
                }
            }
        }
    });
    let areas: Vec<_> = chains
        .iter()
        .enumerate()
        .map(|(rank, chain)| {
            let top = TOP + STEP * rank as i32;
            ((0, top), (WIDTH, top + STEP), "cluster".to_owned(), chain.cluster.clone())
        })
        .collect();
    with_areas(svg, &areas)
}

/// Shares of several runs, oldest first: refused, to review, publishable.
pub fn evolution(runs: &[(String, [f64; 3])]) -> Words {
    const LEFT: i32 = 70;
    const TOP: i32 = 20;
    const HEIGHT: i32 = 210;
    let base = TOP + HEIGHT;
    let step = (WIDTH - LEFT - 150) / (runs.len().max(2) - 1) as i32;
    let y = |share: f64| base - (share * f64::from(HEIGHT)).round() as i32;
    both(base + 44, |canvas, language| {
        for tick in 0..=4 {
            let share = f64::from(tick) / 4.0;
            canvas.line(&[(LEFT, y(share)), (WIDTH - 140, y(share))], RULE, 1);
            canvas.text(&percent(share, language), (LEFT - 8, y(share)), 13, Side::Right, SOFT);
        }
        let series =
            language.pick(["refuser", "relire", "publier"], ["refuse", "review", "publish"]);
        // Two ends that meet would write one label over the other.
        let ends = apart(runs.last().map_or([0.0; 3], |run| run.1).map(y));
        for (rank, (name, colour)) in series.iter().zip([BAD, WARN, GOOD]).enumerate() {
            let points: Vec<(i32, i32)> = runs
                .iter()
                .enumerate()
                .map(|(at, run)| (LEFT + step * at as i32, y(run.1[rank])))
                .collect();
            canvas.line(&points, colour, 2);
            points.iter().for_each(|&point| canvas.dot(point, 4, colour));
            canvas.text(name, (WIDTH - 128, ends[rank]), 14, Side::Left, colour);
        }
        for (at, run) in runs.iter().enumerate() {
            canvas.text(&run.0, (LEFT + step * at as i32, base + 22), 13, Side::Middle, INK);
        }
    })
}

/// Heights of three labels, moved so that none covers another.
fn apart(heights: [i32; 3]) -> [i32; 3] {
    let mut order = [0, 1, 2];
    order.sort_by_key(|&at| heights[at]);
    let mut placed = heights;
    for pair in order.windows(2) {
        placed[pair[1]] = placed[pair[1]].max(placed[pair[0]] + 16);
    }
    placed
}

/// A round number at least as large, for the end of an axis.
fn nice(most: f64) -> f64 {
    [0.01, 0.02, 0.04, 0.08, 0.2, 0.4, 0.6, 0.8].into_iter().find(|&end| end >= most).unwrap_or(1.0)
}

/// A share as people write it.
pub fn percent(share: f64, language: Language) -> String {
    let value = share * 100.0;
    let digits = if value == 0.0 || value >= 9.95 { 0 } else { 1 };
    match language {
        Language::French => format!("{value:.digits$}\u{a0}%").replace('.', ","),
        Language::English => format!("{value:.digits$}%"),
    }
}

fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest - 1).collect::<String>() + "…"
}
