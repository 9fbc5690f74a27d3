// Whether the search is open. Each screen has a button for it; the search itself outlives the change from one to another.
class Search {
  open = $state(false);
}

export const search = new Search();
