"""The yearly review: picture, plan, contact persons and needs, gone through and sent as a whole."""
