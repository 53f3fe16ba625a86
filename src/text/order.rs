use core::cmp::Ordering;

/// The indices below `count` in the order of `compare`; of equals, the lower index first.
///
/// All sorting in the core goes through here: one copy of the sort in the module, whatever is
/// sorted.
pub fn sorted_indices(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..count).collect();
    indices.sort_unstable_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
    indices
}

/// Sorts items by a place in the text; those of one place keep their order. Linear where they are
/// in order already.
pub fn sort_by_place<T>(items: &mut Vec<T>, place: impl Fn(&T) -> u32) {
    let places: Vec<u32> = items.iter().map(place).collect();
    if places.is_sorted() {
        return;
    }
    let order = sorted_indices(places.len(), &|a, b| places.get(a).cmp(&places.get(b)));
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(
        order
            .into_iter()
            .filter_map(|index| taken.get_mut(index)?.take()),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_stable_sort_does(mut items in prop::collection::vec((0..9_u32, any::<u8>()), 0..50)) {
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            sort_by_place(&mut items, |item| item.0);
            prop_assert_eq!(items, expected);
        }
    }
}
