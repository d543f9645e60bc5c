//! Deploying migrations with the real program on real servers: the life of a history, faults, and kills.

mod faults;
mod history;
mod kill;
mod online;
mod project;
mod specs;
