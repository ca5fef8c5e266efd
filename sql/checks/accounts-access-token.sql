-- 访问令牌的有效期超过 366 天，或吊销早于签发
select scope_id, token_id, account_id, issued_at, expires_at, revoked_at
from accounts.access_token
where expires_at > issued_at + interval '366 days' or revoked_at < issued_at
