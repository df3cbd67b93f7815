//! The `hawker` binary: it reads the configuration, starts the roles, and runs
//! the commands. Every way to end with a refusal prints one line, `hawker: CODE:
//! sentence`, on standard error and exits with 1.

mod audit;
mod cli;
mod commands;
mod config;
mod connections;
mod data_dir;
mod demo;
mod error;
mod fleet;
mod grpc;
mod http_client;
mod listeners;
mod node;
mod ops;
mod output;
mod plan;
mod restore;
mod secret;
mod serve;
mod why;

use clap::Parser as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            output::refusal(&error);
            std::process::ExitCode::FAILURE
        }
    }
}
