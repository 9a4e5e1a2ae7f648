//! Rectangles, and numbers as SVG writes them.

/// A rectangle: left, top, right, bottom.
pub(super) type Area = [f64; 4];

/// Returns `true` if the point is inside the rectangle.
pub(super) fn contains([left, top, right, bottom]: &Area, (x, y): &(f64, f64)) -> bool {
    left < x && x < right && top < y && y < bottom
}

/// Returns `true` if the second rectangle is inside the first.
pub(super) fn encloses(outer: &Area, inner: &Area) -> bool {
    outer[0] < inner[0] && inner[2] < outer[2] && outer[1] < inner[1] && inner[3] < outer[3]
}

/// Returns `true` if two rectangles overlap.
pub(super) fn overlap(a: &Area, b: &Area) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// Returns a number with at most one decimal.
pub(in crate::render) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // Avoids "-0".
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}
