mod rules;

mod quality;
mod readers;
mod document;
