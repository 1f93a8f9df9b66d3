mod rules;

mod quality;
mod readers;
