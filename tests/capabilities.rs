mod rules;

mod quality;
