-- Lists of exceptional rows by page: those set aside and those of unknown outcome are few and are found without the rest.
CREATE INDEX exception_set_aside ON exception_row (cause_id, id) WHERE is_set_aside = 1;
CREATE INDEX exception_unknown ON exception_row (cause_id, id) WHERE state = 'unknown';
