// Included by the fuzz targets `kept` and `journal` as well.

/// Writes the checksums of a file of one part again. Returns `false` if there is no place for them.
pub(super) fn sum_anew(file: &mut [u8]) -> bool {
    let find = |file: &[u8], text: &[u8]| file.windows(text.len()).rposition(|part| part == text);
    let (Some(body), Some(sums), Some(tail)) =
        (find(file, b", body "), find(file, b", crc32 "), find(file, b", tail "))
    else {
        return false;
    };
    let digits: String = file[body + 7..]
        .iter()
        .map(|byte| char::from(*byte))
        .take_while(char::is_ascii_digit)
        .collect();
    let Ok(body) = digits.parse::<usize>() else { return false };
    if body > file.len() || tail + 15 > file.len() {
        return false;
    }
    let sum = format!("{:08x}", crc32(&file[..body]));
    file[sums + 8..sums + 16].copy_from_slice(sum.as_bytes());
    file[tail + 7..tail + 15].copy_from_slice(b"00000000");
    if tail < body {
        return false;
    }
    let sum = format!("{:08x}", crc32(&file[body..]));
    file[tail + 7..tail + 15].copy_from_slice(sum.as_bytes());
    true
}

/// The cyclic redundancy check of IEEE 802.3, bit by bit.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}
