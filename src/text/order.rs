use core::cmp::Ordering;

/// The indices below `count` in the order of `compare`; of equals, the lower index first.
///
/// All sorting in the core goes through here: one copy of one sort in the module, whatever is
/// sorted. It merges runs of doubling length; that of the standard library is faster where much is
/// sorted, and twenty times as large.
pub fn sorted_indices(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut run = 1;
    while run < count {
        merged.clear();
        for pair in sorted.chunks(2 * run) {
            let (left, right) = pair.split_at_checked(run).unwrap_or((pair, &[]));
            merge(left, right, compare, &mut merged);
        }
        core::mem::swap(&mut sorted, &mut merged);
        run *= 2;
    }
    sorted
}

fn merge(
    mut left: &[usize],
    mut right: &[usize],
    compare: &dyn Fn(usize, usize) -> Ordering,
    into: &mut Vec<usize>,
) {
    while let (Some((&a, behind_a)), Some((&b, behind_b))) =
        (left.split_first(), right.split_first())
    {
        if compare(a, b).is_le() {
            into.push(a);
            left = behind_a;
        } else {
            into.push(b);
            right = behind_b;
        }
    }
    into.extend_from_slice(left);
    into.extend_from_slice(right);
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
