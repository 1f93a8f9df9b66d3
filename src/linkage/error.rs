//! Why risks and links could not be computed.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::cause::in_french;
use crate::run::tables::TableError;

use super::population::PopulationError;

#[derive(Debug, Error)]
pub enum LinkError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(
        "le traitement de {} n'a pas relevé les faits (moteur « facts ») : le risque ne peut pas être \
         évalué. Relancez « filigrane scan » avec tous les moteurs.",
        .0.display()
    )]
    NoFacts(PathBuf),
    #[error(transparent)]
    Population(#[from] PopulationError),
    #[error(
        "écriture impossible : {} ({}). Libérez de la place ou rétablissez l'accès, puis relancez \
         « filigrane link ».",
        path.display(), in_french(cause)
    )]
    Write { path: PathBuf, cause: io::Error },
}

impl LinkError {
    /// Whether the run is not whole, as opposed to a mistake in the command.
    pub fn is_incomplete(&self) -> bool {
        match self {
            Self::Table(error) => error.is_incomplete(),
            Self::Population(_) => false,
            Self::NoFacts(_) | Self::Write { .. } => true,
        }
    }
}
