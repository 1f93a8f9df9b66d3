//! Parse, dispatch, exit code: nothing else.

fn main() -> std::process::ExitCode {
    filigrane::cli::run(std::env::args_os()).into()
}
