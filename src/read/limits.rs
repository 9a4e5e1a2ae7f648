//! The limits of what is read: of lines, documents and compressed files.

use super::Options;

impl Options {
    /// Sets the maximum length of a line in bytes; a longer line is a bad record. The default is 65,536.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let rows = "2006-07-12\tLBN\tISR\t190\n"; // 22 bytes without the line end
    /// assert!(Options::new().longest_line(22).read("rows", rows.as_bytes()).is_ok());
    /// assert!(Options::new().longest_line(21).read("rows", rows.as_bytes()).is_err());
    /// ```
    pub fn longest_line(mut self, bytes: usize) -> Self {
        self.longest_line = bytes;
        self
    }

    /// Sets the maximum size in bytes of a file that is read whole: a native document or records of PLOVER. A larger
    /// file is an error, before it is read if its size is known. The default is 1 GiB; reading takes two to four
    /// times the size in memory. [`Format::Jsonl`](crate::read::Format::Jsonl) has no such limit.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// # #[cfg(feature = "json")] {
    /// let document = r#"{"escalade": 1}"#; // 15 bytes
    /// assert!(Options::new().largest_document(15).read("document", document.as_bytes()).is_ok());
    /// let error = Options::new().largest_document(14).read("document", document.as_bytes()).unwrap_err();
    /// assert_eq!(error.issues()[0].got(), "more than 14 bytes");
    /// # }
    /// ```
    pub fn largest_document(mut self, bytes: u64) -> Self {
        self.largest_document = bytes;
        self
    }

    /// Sets the maximum size of an unpacked file as a multiple of its compressed size, in addition to 16 MiB
    /// that are always read. A file that unpacks to more is an error. The default is 100: tables of events
    /// unpack to 5 to 10 times their compressed size, and a file made to fill a disk to 1,000 times.
    ///
    /// Files in gzip and zip are recognised by their first bytes, not by their names, and need the feature
    /// `compressed`. A file in a zip archive has the name `archive.zip/name`; an archive may contain at most
    /// 10,000 files. A file in no known format is left out, and the report says so. An archive that is not
    /// opened by its path is held in memory in compressed form.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// # #[cfg(feature = "compressed")] {
    /// # use std::io::Write;
    /// let rows = format!("2006-07-12\tLBN\tISR\t190\t{}\n", "again ".repeat(10_000)).repeat(400);
    /// # let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    /// # packed.write_all(rows.as_bytes()).unwrap();
    /// # let packed = packed.finish().unwrap();
    /// assert!(rows.len() > 300 * packed.len(), "24 MB are packed in 70 kB");
    /// assert!(Options::new().read("rows.gz", &packed[..]).is_err());
    /// assert!(Options::new().max_expansion(1_000).read("rows.gz", &packed[..]).is_ok());
    /// # }
    /// ```
    pub fn max_expansion(mut self, times: u32) -> Self {
        self.max_expansion = times;
        self
    }
}
