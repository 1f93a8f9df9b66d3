//! Disclosure-risk metrics of a table: classes, diversity, closeness, special uniques, population estimates.
//!
//! Works on codes, never on the meaning of a value; the same engine serves `filigrane risk` and the facts of a
//! run. The same table gives the same bits whatever the number of threads.

pub mod assess;
pub mod classes;
pub mod codes;
pub mod domains;
pub mod estimators;
pub mod neighbours;
pub mod read;
pub mod scores;
pub mod special;
pub mod suda;

pub use assess::{Assessment, Compat, NullPolicy, Order, Request, RiskError, assess};
pub use classes::{Classes, Diversity, Groups, Sensitive, group};
pub use codes::{Blind, Coded, Codes, Column, Table};
pub use suda::{Special, minimal_uniques, minimal_uniques_of_known};
