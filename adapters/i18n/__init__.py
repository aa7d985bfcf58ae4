"""All wording: keys in the code, sentences in ``sv.po`` and ``en.po``."""
