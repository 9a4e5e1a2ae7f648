//! Checks the buffers of a record batch in Arrow IPC against its schema.
//!
//! The decoder of the crate `arrow-ipc` panics on buffers that end within a value.

use arrow_ipc::{FieldNode, RecordBatch as BatchHeader};
use arrow_schema::{DataType, Fields};

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
        nodes: header.nodes().iter().flatten().copied().collect(),
        views: header.variadicBufferCounts().iter().flatten().collect(),
        next_node: 0,
        next_view: 0,
        sizes,
    };
    for column in columns {
        layout.column(column)?;
    }
    Ok(())
}

struct Layout<'s> {
    nodes: Vec<FieldNode>,
    /// For each column of views, the number of buffers of bytes to which the views point.
    views: Vec<i64>,
    next_node: usize,
    next_view: usize,
    sizes: &'s [u64],
}

impl Layout<'_> {
    fn column(&mut self, data_type: &DataType) -> Result<(), Problem> {
        let node = self.nodes.get(self.next_node).ok_or("fewer columns than the schema has")?;
        self.next_node += 1;
        let rows = u64::try_from(node.length()).map_err(|problem| problem.to_string())?;
        if node.null_count() < 0 || node.null_count() > node.length() {
            return Err("more missing values than rows".into());
        }
        let nulls = node.null_count() > 0;
        match data_type {
            DataType::Null => Ok(()),
            DataType::Boolean => {
                self.validity(nulls, rows)?;
                self.values(rows.div_ceil(8), 1)
            }
            DataType::Utf8 | DataType::Binary => self.texts(nulls, rows, 4),
            DataType::LargeUtf8 | DataType::LargeBinary => self.texts(nulls, rows, 8),
            DataType::Utf8View | DataType::BinaryView => {
                self.validity(nulls, rows)?;
                self.values(rows, 16)?;
                let further = self.views.get(self.next_view).copied().unwrap_or(-1);
                self.next_view += 1;
                let further = usize::try_from(further).map_err(|problem| problem.to_string())?;
                for _ in 0..further {
                    self.values(0, 1)?;
                }
                Ok(())
            }
            DataType::List(inner) | DataType::Map(inner, _) => {
                self.validity(nulls, rows)?;
                self.offsets(rows, 4)?;
                self.column(inner.data_type())
            }
            DataType::LargeList(inner) => {
                self.validity(nulls, rows)?;
                self.offsets(rows, 8)?;
                self.column(inner.data_type())
            }
            DataType::FixedSizeList(inner, _) => {
                self.validity(nulls, rows)?;
                self.column(inner.data_type())
            }
            DataType::Struct(fields) => {
                self.validity(nulls, rows)?;
                self.columns(fields)
            }
            DataType::FixedSizeBinary(width) => {
                self.validity(nulls, rows)?;
                self.values(rows, u64::try_from(*width).unwrap_or_default().max(1))
            }
            DataType::Dictionary(index, _) => self.fixed(index, nulls, rows),
            other => self.fixed(other, nulls, rows),
        }
    }

    fn columns(&mut self, fields: &Fields) -> Result<(), Problem> {
        for field in fields {
            self.column(field.data_type())?;
        }
        Ok(())
    }

    fn fixed(&mut self, data_type: &DataType, nulls: bool, rows: u64) -> Result<(), Problem> {
        let width = data_type.primitive_width();
        let width = width.ok_or_else(|| format!("a column of the type {data_type}"))?;
        self.validity(nulls, rows)?;
        self.values(rows, width as u64)
    }

    fn texts(&mut self, nulls: bool, rows: u64, width: u64) -> Result<(), Problem> {
        self.validity(nulls, rows)?;
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
