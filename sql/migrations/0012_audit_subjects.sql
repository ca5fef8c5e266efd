-- What was done to one thing, the newest first.
create index audit_entry_subject_at on access.audit_entry (subject, at, entry_id);
