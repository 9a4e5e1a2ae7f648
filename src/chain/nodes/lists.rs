//! A list of items for each node.

/// Lists of items, one behind the other. If each list has exactly one item, as is usual for dyads, the starts
/// of the lists are not stored.
#[derive(Clone)]
pub(crate) struct Lists<T> {
    /// The start of each list and the end of the last; empty if each list has one item.
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

    /// Appends a list.
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

    /// Appends one list for each item.
    pub(crate) fn extend(&mut self, items: impl ExactSizeIterator<Item = T>) {
        let before = self.items.len() as u32;
        self.items.extend(items);
        if !self.starts.is_empty() {
            self.starts.extend(before + 1..=self.items.len() as u32);
        }
    }

    /// Returns the list of a node; empty if no list was pushed for it.
    pub(crate) fn of(&self, node: usize) -> &[T] {
        if self.starts.is_empty() {
            return self.items.get(node..=node).unwrap_or(&[]);
        }
        match self.starts.get(node..node + 2) {
            Some(&[start, end]) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Returns the items by node, if each list has exactly one.
    pub(crate) fn one_each(&self) -> Option<&[T]> {
        self.starts.is_empty().then_some(&self.items[..])
    }

    /// Returns the items of all lists, in the order of the nodes.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    /// Returns lists of other items with the lengths of these lists.
    pub(crate) fn with<U>(&self, items: Vec<U>) -> Lists<U> {
        Lists { starts: self.starts.clone(), items }
    }

    /// Returns `true` if every list is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
