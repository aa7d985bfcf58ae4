"""Reports of the county that were pinned: what was shown to whom asked, as it was, for ever."""
