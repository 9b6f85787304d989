"""公開前チェック: what somebody should know before a file is published, and how to mend it. Never says safe, logs no cell."""
