"""Reports that are pinned: the county's list, and each as it was."""
