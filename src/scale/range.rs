//! The ranges of the built-in scales.

use crate::model::Level;

/// Returns a description of the valid levels of a built-in scale, if `level` is not one of them.
pub(crate) fn violated_range(scale: &str, level: Level) -> Option<&'static str> {
    // In tenths of a unit. Levels are multiples of the step.
    let most_deaths = Level::MAX.tenths();
    let (least, most, step, allowed) = match scale {
        "plover" => {
            (-100, 100, 1, "-10 to 10 on the PLOVER scale, with inverted sign: assault is 9")
        }
        "hostility" => (10, 50, 10, "a hostility level of MID, 1 to 5"),
        "kahn" => (10, 440, 10, "a rung of Kahn's ladder, 1 to 44"),
        "fatalities" | "fatalities-low" | "fatalities-high" => {
            (0, most_deaths, 10, "a number of deaths, 0 to 100000000000000")
        }
        "flat" => (0, 0, 10, "0, the only level of the flat scale"),
        name if name.starts_with("goldstein") => {
            (-100, 100, 1, "-10 to 10 on the Goldstein scale, with inverted sign: war is 10")
        }
        _ => return level.violated_range(),
    };
    let fits = (least..=most).contains(&level.tenths()) && level.tenths() % step == 0;
    (!fits).then_some(allowed)
}
