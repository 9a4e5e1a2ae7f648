//! Checks the buffers of a record batch in Arrow IPC against its schema.
//!
//! The decoder of the crate `arrow-ipc` panics on buffers that end within a value.

use arrow_ipc::{FieldNode, RecordBatch as BatchHeader};
use arrow_schema::DataType;

/// What is wrong with a file.
pub(crate) type Problem = String;

/// Checks that a batch has all buffers of its columns, and that each buffer has enough values and ends at the end of
/// one. `sizes` are the numbers of bytes of the buffers, unpacked.
pub(super) fn check(
    columns: &[&DataType],
    header: &BatchHeader<'_>,
    sizes: &[u64],
) -> Result<(), Problem> {
    let mut layout = Layout {
        nodes: Box::new(header.nodes().into_iter().flatten().copied()),
        views: Box::new(header.variadicBufferCounts().into_iter().flatten()),
        sizes,
    };
    for column in columns {
        layout.column(column)?;
    }
    Ok(())
}

struct Layout<'s> {
    nodes: Box<dyn Iterator<Item = FieldNode> + 's>,
    /// For each column of views, the number of buffers of bytes to which the views point.
    views: Box<dyn Iterator<Item = i64> + 's>,
    sizes: &'s [u64],
}

impl Layout<'_> {
    fn column(&mut self, data_type: &DataType) -> Result<(), Problem> {
        let node = self.nodes.next().ok_or("fewer columns than the schema has")?;
        let rows = u64::try_from(node.length()).map_err(|problem| problem.to_string())?;
        if node.null_count() < 0 || node.null_count() > node.length() {
            return Err("more missing values than rows".into());
        }
        if *data_type != DataType::Null {
            self.validity(node.null_count() > 0, rows)?;
        }
        match data_type {
            DataType::Null => Ok(()),
            DataType::Boolean => self.values(rows.div_ceil(8), 1),
            DataType::Utf8 | DataType::Binary => self.texts(rows, 4),
            DataType::LargeUtf8 | DataType::LargeBinary => self.texts(rows, 8),
            DataType::Utf8View | DataType::BinaryView => {
                self.values(rows, 16)?;
                let further = usize::try_from(self.views.next().unwrap_or(-1));
                for _ in 0..further.map_err(|problem| problem.to_string())? {
                    self.values(0, 1)?;
                }
                Ok(())
            }
            DataType::List(inner) | DataType::Map(inner, _) => {
                self.offsets(rows, 4)?;
                self.column(inner.data_type())
            }
            DataType::LargeList(inner) => {
                self.offsets(rows, 8)?;
                self.column(inner.data_type())
            }
            DataType::FixedSizeList(inner, _) => self.column(inner.data_type()),
            DataType::Struct(fields) => {
                for field in fields {
                    self.column(field.data_type())?;
                }
                Ok(())
            }
            DataType::FixedSizeBinary(width) => {
                self.values(rows, u64::try_from(*width).unwrap_or_default().max(1))
            }
            DataType::Dictionary(index, _) => self.fixed(index, rows),
            other => self.fixed(other, rows),
        }
    }

    fn fixed(&mut self, data_type: &DataType, rows: u64) -> Result<(), Problem> {
        let width = data_type.primitive_width();
        let width = width.ok_or_else(|| format!("a column of the type {data_type}"))?;
        self.values(rows, width as u64)
    }

    fn texts(&mut self, rows: u64, width: u64) -> Result<(), Problem> {
        self.offsets(rows, width)?;
        self.values(0, 1)
    }

    /// Checks a validity buffer: a bit for each row, which says whether its value is known. It may be empty if no value
    /// is missing.
    fn validity(&mut self, nulls: bool, rows: u64) -> Result<(), Problem> {
        self.values(if nulls { rows.div_ceil(8) } else { 0 }, 1)
    }

    /// Checks a buffer of offsets: one more than there are rows. It may be empty if there are no rows.
    fn offsets(&mut self, rows: u64, width: u64) -> Result<(), Problem> {
        self.values(if rows > 0 { rows + 1 } else { 0 }, width)
    }

    /// Checks a buffer of at least `least` values of `width` bytes.
    fn values(&mut self, least: u64, width: u64) -> Result<(), Problem> {
        let (size, rest) = self.sizes.split_first().ok_or("fewer buffers than the schema has")?;
        self.sizes = rest;
        if size % width > 0 || size / width < least {
            return Err(format!("a buffer of {size} bytes for {least} values of {width} bytes"));
        }
        Ok(())
    }
}
