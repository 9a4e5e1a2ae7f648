//! A list for each node.

/// Lists, one behind the other. Where each begins is not held while each has just one item.
pub(crate) struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: Vec::new(), items: Vec::new() }
    }
}

impl<T: Copy> Lists<T> {
    pub(crate) fn reserve(&mut self, items: usize) {
        self.items.reserve_exact(items);
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.starts.shrink_to_fit();
        self.items.shrink_to_fit();
    }

    #[inline]
    pub(crate) fn push(&mut self, list: &[T]) {
        if let [item] = list
            && self.starts.is_empty()
        {
            self.items.push(*item);
            return;
        }
        if list.len() != 1 && self.starts.is_empty() {
            self.starts.extend(0..=self.items.len() as u32);
        }
        self.items.extend_from_slice(list);
        if !self.starts.is_empty() {
            self.starts.push(self.items.len() as u32);
        }
    }

    /// Lists of one item each.
    pub(crate) fn extend(&mut self, items: impl ExactSizeIterator<Item = T>) {
        let before = self.items.len() as u32;
        self.items.extend(items);
        if !self.starts.is_empty() {
            self.starts.extend(before + 1..=self.items.len() as u32);
        }
    }

    /// The list of a node; empty for a node that was never given one.
    pub(crate) fn of(&self, node: usize) -> &[T] {
        if self.starts.is_empty() {
            return self.items.get(node..=node).unwrap_or(&[]);
        }
        match self.starts.get(node..node + 2) {
            Some(&[start, end]) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The items, one for each node, if so it is.
    pub(crate) fn one_each(&self) -> Option<&[T]> {
        self.starts.is_empty().then_some(&self.items[..])
    }

    /// All items, one list behind the other.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    /// Lists as long as these, of other items.
    pub(crate) fn with<U>(&self, items: Vec<U>) -> Lists<U> {
        Lists { starts: self.starts.clone(), items }
    }

    /// Whether every list is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
