-- 附件内容与其摘要不符，或大小超限
select scope_id, encode(sha256, 'hex') as sha256, file_name, octet_length(content) as bytes
from files.blob
where sha256 <> sha256(content) or octet_length(content) not between 1 and 20971520
