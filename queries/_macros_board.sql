-- Expressions for the progress board and the gallery of works.

-- The state of a line of the 照会票. Only a plain 公開 is 公開 (公開予定, 非公開 are not): the same rule as
-- machi/store/internal.py, which cuts the other lines out of a public store.
create or replace macro inquiry_state(words) as
    case
        when regexp_full_match(coalesce(plain_text(words), ''), '公開(中|済み?|している)?') then '公開'
        when regexp_matches(plain_text(words), 'あとで|後で|保留') then 'あとで'
        when regexp_matches(plain_text(words), '検討|予定|準備|調整') then '検討中'
        else 'その他・記載なし'
    end;

-- A name made comparable: as plain_text, and full-width letters too (ＡＥＤ = AED).
create or replace macro data_name_key(words) as
    translate(plain_text(words), 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ', 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz');

-- The western number of a 年度 as cities write it (2025, 2025年度, 令和7年度, R7), or null.
create or replace macro fiscal_year_of(words) as
    case
        when regexp_matches(plain_text(words), '(19|20)[0-9]{2}')
            then try_cast(regexp_extract(plain_text(words), '(19|20)[0-9]{2}') as integer)
        when regexp_matches(plain_text(words), '(令和|r)元') then 2019
        when regexp_matches(plain_text(words), '(令和|r)[0-9]{1,2}')
            then 2018 + try_cast(regexp_extract(plain_text(words), '(令和|r)([0-9]{1,2})', 2) as integer)
        when regexp_matches(plain_text(words), '(平成|h)[0-9]{1,2}')
            then 1988 + try_cast(regexp_extract(plain_text(words), '(平成|h)([0-9]{1,2})', 2) as integer)
    end;
