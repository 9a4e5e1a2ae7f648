//! Arrow IPC files, opened with checks of every length that the file states.
//!
//! The decoder of the crate `arrow-ipc` panics on buffers that reach beyond their block, and allocates the unpacked
//! length that a compressed buffer states. Both lengths are checked here first.

use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::Arc,
};

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::{
    Block, Message, MetadataVersion, RecordBatch as BatchHeader,
    convert::try_fb_to_schema,
    reader::{FileDecoder, read_footer_length},
    root_as_footer, root_as_message,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::ipc_layout::{self, Problem};

/// The length of what follows the footer: the length of the footer, and the magic bytes.
const TRAILER: usize = 10;

/// An open Arrow IPC file.
pub(crate) struct IpcFile<R> {
    input: R,
    size: u64,
    schema: SchemaRef,
    metadata: Vec<(String, String)>,
    version: MetadataVersion,
    dictionaries: Vec<Block>,
    blocks: Vec<Block>,
    /// How many bytes the buffers of a block may unpack to, as a multiple of their compressed length.
    max_expansion: u64,
    decoder: FileDecoder,
}

impl<R: Read + Seek> IpcFile<R> {
    /// Opens a file of this size and reads its footer and dictionaries.
    pub(crate) fn open(
        mut input: R,
        size: u64,
        max_expansion: u32,
    ) -> io::Result<Result<Self, Problem>> {
        let Some(footer) = read_footer(&mut input, size)? else {
            return Ok(Err("no footer at its end: it was cut, or is not finished".into()));
        };
        let parsed = match Footer::parse(&footer) {
            Ok(parsed) => parsed,
            Err(problem) => return Ok(Err(problem)),
        };
        let Footer { schema, metadata, version, dictionaries, blocks } = parsed;
        let decoder = FileDecoder::new(schema.clone(), version);
        let mut file = Self {
            input,
            size,
            schema,
            metadata,
            version,
            dictionaries,
            blocks,
            max_expansion: max_expansion.into(),
            decoder,
        };
        let read = file.read_dictionaries()?;
        Ok(read.map(|()| file))
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Returns the metadata of the footer.
    pub(crate) fn metadata(&self, key: &str) -> Option<&str> {
        let mut found = self.metadata.iter().filter(|(known, _)| known == key);
        found.next().map(|(_, value)| &**value)
    }

    /// Returns the number of record batches.
    pub(crate) fn batches(&self) -> usize {
        self.blocks.len()
    }

    /// Reads some columns only, by their indices.
    pub(crate) fn project(&mut self, columns: Vec<usize>) {
        let empty = FileDecoder::new(self.schema.clone(), self.version);
        let decoder = std::mem::replace(&mut self.decoder, empty);
        self.decoder = decoder.with_projection(columns);
    }

    /// Reads the record batch with this index.
    pub(crate) fn batch(&mut self, nth: usize) -> io::Result<Result<RecordBatch, Problem>> {
        let block = self.blocks[nth];
        let buffer = match self.block(&block)? {
            Ok(buffer) => buffer,
            Err(problem) => return Ok(Err(problem)),
        };
        let decode = || {
            let header = message_of(&buffer)?.header_as_record_batch();
            let header = header.ok_or("a block that is no record batch")?;
            let mut columns = Vec::new();
            for field in self.schema.fields() {
                columns.push(field.data_type());
            }
            self.check_buffers(&columns, &header, body_of(&block, &buffer))?;
            let batch = self.decoder.read_record_batch(&block, &buffer);
            batch
                .map_err(|problem| problem.to_string())?
                .ok_or("a block without a batch".to_owned())
        };
        Ok(decode())
    }

    fn read_dictionaries(&mut self) -> io::Result<Result<(), Problem>> {
        for block in std::mem::take(&mut self.dictionaries) {
            let buffer = match self.block(&block)? {
                Ok(buffer) => buffer,
                Err(problem) => return Ok(Err(problem)),
            };
            let mut decode = || {
                let header = message_of(&buffer)?.header_as_dictionary_batch();
                let header = header.ok_or("a block that is no dictionary")?;
                let data = header.data().ok_or("a dictionary without data")?;
                let values = values_of(&self.schema, header.id())
                    .ok_or("a dictionary that no column has")?;
                self.check_buffers(&[&values], &data, body_of(&block, &buffer))?;
                let read = self.decoder.read_dictionary(&block, &buffer);
                read.map_err(|problem| problem.to_string())
            };
            if let Err(problem) = decode() {
                return Ok(Err(problem));
            }
        }
        Ok(Ok(()))
    }

    /// Reads a block, which must be within the file.
    fn block(&mut self, block: &Block) -> io::Result<Result<Buffer, Problem>> {
        let lengths = (
            u64::try_from(block.offset()),
            u64::try_from(block.metaDataLength()),
            u64::try_from(block.bodyLength()),
        );
        let (Ok(offset), Ok(header), Ok(body)) = lengths else {
            return Ok(Err("a block of negative length".into()));
        };
        let length = header.saturating_add(body);
        if offset.saturating_add(length) > self.size || header < 8 {
            return Ok(Err("a block that reaches beyond the file".into()));
        }
        let mut bytes = vec![0; length as usize];
        self.input.seek(SeekFrom::Start(offset))?;
        self.input.read_exact(&mut bytes)?;
        Ok(Ok(Buffer::from_vec(bytes)))
    }

    /// Checks that all buffers of a batch are within its body, and that they do not unpack to more than is allowed.
    fn check_buffers(
        &self,
        columns: &[&DataType],
        header: &BatchHeader<'_>,
        body: &[u8],
    ) -> Result<(), Problem> {
        let is_compressed = header.compression().is_some();
        let mut unpacked = 0_u64;
        let mut sizes = Vec::new();
        for part in header.buffers().into_iter().flatten() {
            let (offset, length) = (usize::try_from(part.offset()), usize::try_from(part.length()));
            let (Ok(offset), Ok(length)) = (offset, length) else {
                return Err("a buffer of negative length".into());
            };
            let part = offset.checked_add(length).and_then(|end| body.get(offset..end));
            let part = part.ok_or("a buffer that reaches beyond its block")?;
            let mut size = length as u64;
            if is_compressed && length > 0 {
                let bytes = part.first_chunk();
                // -1 stands for a buffer that is not compressed.
                let stated =
                    i64::from_le_bytes(*bytes.ok_or("a compressed buffer without length")?);
                size = match stated {
                    -1 => length as u64 - 8,
                    stated => u64::try_from(stated).map_err(|problem| problem.to_string())?,
                };
                unpacked = unpacked.saturating_add(size);
            }
            sizes.push(size);
        }
        let packed = body.len() as u64;
        if unpacked > self.max_expansion.saturating_mul(packed.max(1 << 16)) {
            return Err(format!("a block of {packed} bytes that unpacks to {unpacked}"));
        }
        // A row takes at least one bit, except in columns without any value.
        let most = 8 * unpacked.max(packed) + 8;
        let is_possible = |rows: i64| u64::try_from(rows).is_ok_and(|rows| rows <= most);
        let mut nodes = header.nodes().into_iter().flatten();
        if !is_possible(header.length()) || nodes.any(|node| !is_possible(node.length())) {
            return Err("a number of rows that its bytes do not hold".into());
        }
        ipc_layout::check(columns, header, &sizes)
    }
}

/// Returns the type of the values of the dictionary with this id.
#[expect(
    deprecated,
    reason = "the crate `arrow-ipc` keeps the ids of dictionaries there when it reads"
)]
fn values_of(schema: &Schema, id: i64) -> Option<DataType> {
    let mut fields = Vec::new();
    for field in schema.fields() {
        fields.push(field.as_ref());
    }
    while let Some(field) = fields.pop() {
        match field.data_type() {
            DataType::Dictionary(_, values) if field.dict_id() == Some(id) => {
                return Some((**values).clone());
            }
            DataType::List(inner)
            | DataType::LargeList(inner)
            | DataType::FixedSizeList(inner, _)
            | DataType::Map(inner, _) => fields.push(inner),
            DataType::Struct(inner) => {
                for field in inner {
                    fields.push(field);
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns the message at the beginning of a block, after its length.
fn message_of(block: &Buffer) -> Result<Message<'_>, Problem> {
    const CONTINUES: [u8; 4] = [0xff; 4];
    let bytes = block.as_slice();
    // Files written before 2019 do not have these four bytes.
    let start = if bytes.starts_with(&CONTINUES) { 8 } else { 4 };
    let message = bytes.get(start..).ok_or("a block without a message")?;
    root_as_message(message).map_err(|problem| problem.to_string())
}

/// Returns what follows the message in a block.
fn body_of<'b>(block: &Block, buffer: &'b Buffer) -> &'b [u8] {
    &buffer[block.metaDataLength() as usize..]
}

/// Reads the footer. Returns `None` if there is none.
fn read_footer(input: &mut (impl Read + Seek), size: u64) -> io::Result<Option<Vec<u8>>> {
    if size < TRAILER as u64 {
        return Ok(None);
    }
    let mut trailer = [0; TRAILER];
    input.seek(SeekFrom::Start(size - TRAILER as u64))?;
    input.read_exact(&mut trailer)?;
    let Ok(length) = read_footer_length(trailer) else { return Ok(None) };
    if length as u64 > size - TRAILER as u64 {
        return Ok(None);
    }
    let mut footer = vec![0; length];
    input.seek(SeekFrom::Start(size - TRAILER as u64 - length as u64))?;
    input.read_exact(&mut footer)?;
    Ok(Some(footer))
}

struct Footer {
    schema: SchemaRef,
    metadata: Vec<(String, String)>,
    version: MetadataVersion,
    dictionaries: Vec<Block>,
    blocks: Vec<Block>,
}

impl Footer {
    fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let footer = root_as_footer(bytes).map_err(|problem| problem.to_string())?;
        let schema = footer.schema().ok_or("no schema")?;
        if !schema.endianness().equals_to_target_endianness() {
            return Err("another order of bytes than that of this machine".into());
        }
        let schema = try_fb_to_schema(schema).map_err(|problem| problem.to_string())?;
        check_types(&schema)?;
        let mut metadata = Vec::new();
        for pair in footer.custom_metadata().into_iter().flatten() {
            if let (Some(key), Some(value)) = (pair.key(), pair.value()) {
                metadata.push((key.to_owned(), value.to_owned()));
            }
        }
        Ok(Self {
            schema: Arc::new(schema),
            metadata,
            version: footer.version(),
            dictionaries: footer.dictionaries().iter().flatten().copied().collect(),
            blocks: footer.recordBatches().iter().flatten().copied().collect(),
        })
    }
}

/// Refuses types whose buffers are not checked here. Tables of events do not have them.
fn check_types(schema: &Schema) -> Result<(), Problem> {
    fn check(field: &Field) -> Result<(), Problem> {
        match field.data_type() {
            DataType::Union(..)
            | DataType::RunEndEncoded(..)
            | DataType::ListView(_)
            | DataType::LargeListView(_) => {
                Err(format!("the column {} has the type {}", field.name(), field.data_type()))
            }
            DataType::Dictionary(_, values) if matches!(**values, DataType::Dictionary(..)) => {
                Err(format!("the column {} has a dictionary of a dictionary", field.name()))
            }
            DataType::List(inner)
            | DataType::LargeList(inner)
            | DataType::FixedSizeList(inner, _)
            | DataType::Map(inner, _) => check(inner),
            DataType::Struct(fields) => {
                for field in fields {
                    check(field)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
    for field in schema.fields() {
        check(field)?;
    }
    Ok(())
}
