//! Comparisons with chance: every shuffle counted again by a loop over all pairs, what each null model keeps,
//! and whether it cries wolf.

mod calibration;
mod comparisons;
mod definitions;
mod hostile;
mod nulls;
mod oracle;
mod random_case;
mod recorded;
mod views;
