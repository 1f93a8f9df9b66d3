//! `filigrane quality`: leak, evaluate, train.

use super::args::QualityCommand;
use super::wiring;
use super::{Exit, Failure};

pub(super) fn run(command: &QualityCommand) -> Result<Exit, Failure> {
    let (QualityCommand::Leak(args) | QualityCommand::Evaluate(args) | QualityCommand::Train(args)) =
        command;
    match command {
        QualityCommand::Leak(_) => wiring::quality_leak(&args.inputs, &args.out, args.seed),
        QualityCommand::Evaluate(_) => wiring::quality_evaluate(&args.inputs, &args.out),
        QualityCommand::Train(_) => wiring::quality_train(&args.inputs, &args.out, args.seed),
    }
}
