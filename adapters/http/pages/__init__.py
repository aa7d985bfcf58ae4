"""Pages for people: server-rendered, in Swedish and English, whole without script."""
