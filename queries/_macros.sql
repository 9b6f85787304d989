-- Expressions that many questions share. Run once at build, on the empty store.

-- Great-circle distance in metres between two points in degrees (haversine; R = 6371008.8 m, the IUGG mean radius). Null
-- where a point is unknown: least() passes over a null and would make it half the earth's girth.
create or replace macro distance_m(lat1, lon1, lat2, lon2) as
    case when lat1 + lon1 + lat2 + lon2 is not null then 1 end * 2 * 6371008.8 * asin(least(1.0, sqrt(
        power(sin(radians(lat2 - lat1) / 2), 2)
        + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians(lon2 - lon1) / 2), 2)
    )));

-- For finding the nearest point only: squared degrees on a plane stretched to the latitude. Half the work of a haversine.
create or replace macro nearness(lat1, lon1, lat2, lon2) as
    power(lat2 - lat1, 2) + power((lon2 - lon1) * cos(radians(lat1)), 2);

-- Text made comparable for the phrase rules below: half-width digits and punctuation, no blanks. Null when nothing is written.
create or replace macro plain_text(words) as
    nullif(regexp_replace(
        lower(translate(words, '０１２３４５６７８９，．（）：￥％－', '0123456789,.():¥%-')), '[\s　]+', '', 'g'), '');

-- Is it free of charge? true: said so; false: a price or 有料 stands there; null: not said, or free for some only
-- (「小学生以下無料」). Any price makes it false: whoever filters by 無料 must not have to pay at the door.
create or replace macro says_free(words) as
    case
        when plain_text(words) is null then null
        when regexp_matches(plain_text(words), '有料|実費|有償|[1-9][0-9,.]*[千万]?円|¥[1-9]|[1-9][0-9,]*yen') then false
        when regexp_matches(plain_text(words), '(材料|入場|入館|入園|参加|観覧|拝観|受講|利用|使用|教材|保険)(料|代|費)金?[はがも]?(別途|必要|要|かかり|あり|有)') then false
        when regexp_matches(plain_text(words), '^[1-9][0-9,]*-?$|^(有|有り|あり)$|別途[^、。,;]*[料費代]') then false
        when regexp_matches(plain_text(words), '^(0|0円|free|無し|なし|不要|無)$') then true
        when regexp_matches(
            regexp_replace(plain_text(words), '(駐車場?|駐輪場?|送迎|シャトル|託児|wi-?fi)[^、。,;(]{0,6}無料|無料(の)?(駐車|駐輪|送迎|シャトル|バス|託児|wi)', '', 'g'),
            '(以下|以上|未満|以内|まで|[小中高大]学?生|学生|園児|幼児|乳児|児童|生徒|子ども|こども|子供|会員|障が?い|障害|手帳|市民|在住|町民|村民|同伴|保護者|付添|一部|先着|シニア|高齢者|親|初回|初月|初日|1回目|初めて)[^、。,;]*無料|無料[^、。,;]*(ではありません|でない|の場合|の日)|券(の提示|を提示|を購入|の購入|が?必要|をお持ち)|要(入館|入場|入園|観覧|観戦|鑑賞|前売|乗車)券'
        ) then null
        when regexp_matches(
            regexp_replace(plain_text(words), '(駐車場?|駐輪場?|送迎|シャトル|託児|wi-?fi)[^、。,;(]{0,6}無料|無料(の)?(駐車|駐輪|送迎|シャトル|バス|託児|wi)', '', 'g'),
            '無料|0円'
        ) then true
        else null
    end;

-- The line of a description that names the price (「参加費：無料」): portals write it there and have no column for it.
create or replace macro fee_line(words) as
    nullif(regexp_extract(
        replace(words, '#nr#', chr(10)),
        '(?:^|\n)[ 　・●○◆■【]*(?:(?:参加|入場|入館|入園|観覧|鑑賞|受講|利用)(?:料金|料|費)|料金|費用|会費)[ 　】]*[:：][ 　]*([^\n]+)', 1), '');

-- The phrases that say "no booking". They are taken out before looking for the ones that ask for it, because
-- 「申込不要」 holds 「申込」.
create or replace macro without_no_booking(words) as
    regexp_replace(plain_text(words),
        '(事前の?)?((お?申し?込み?|予約)[・、,/や])?(お?申し?込み?|予約|参加登録|事前登録|登録|応募|整理券)(等|など|手続き?)?[はもの]*(一切)?(不要|なし|無し|いりません|要りません|必要ありません|必要なし|必要はありません)'
        || '|当日(受付|参加|自由|直接|会場)[^、。,;(]{0,6}|直接(会場|お越し|お集まり)[^、。,;]{0,8}|(参加|出入り|入退場)自由|自由(参加|に参加)|どなたでも参加', '', 'g');

-- Must one book? true / false / null = not said. Both said (「申込不要、団体は要予約」) is null: it depends on the visitor.
create or replace macro says_booking(words) as
    case
        when plain_text(words) is null then null
        when without_no_booking(words) <> plain_text(words)
            and regexp_matches(without_no_booking(words), '申し?込|予約|応募|事前登録|抽選|要整理券|整理券[がを]?(必要|配布|配付)') then null
        when without_no_booking(words) <> plain_text(words) then false
        when regexp_matches(plain_text(words), '申し?込|予約|応募|事前登録|参加登録|抽選|往復はがき') then true
        else null
    end;

-- The same for the column "how to apply", where naming a way (電話, メール, 窓口 …) already means that one has to.
create or replace macro way_to_book(words) as
    case
        when says_booking(words) is not null then says_booking(words)
        when without_no_booking(words) <> plain_text(words) then null
        when regexp_matches(plain_text(words), '^(不要|なし|無し|無|不用|-)$') then false
        when regexp_matches(plain_text(words), '^(要|必要|有|有り|あり)$|電話|メール|mail|フォーム|窓口|はがき|ハガキ|fax|ファ[ック]|qr|http|ホームページ|持参|郵送|来館|来所') then true
        else null
    end;

-- Weekdays written in the cell, as a row of 月火水木金土日, or null when the words aren't plainly weekdays (休館日以外毎日,
-- 第1・3土曜): those stay unknown. Holidays (祝) are left aside: the days say nothing sure about them.
create or replace macro plain_days(days) as
    regexp_replace(
        translate(plain_text(days), '〜~-−–', '～～～～～'),
        'から', '～', 'g'
    );
create or replace macro tidy_days(days) as
    regexp_replace(plain_days(days), '曜日|曜|[・、,/及び]|\(?(祝日|祝|12/29～1/3|年末年始)(を除く|除く)\)?|祝日|祝', '', 'g');
create or replace macro open_days(days) as
    case
        when tidy_days(days) is null or tidy_days(days) = '' then null
        when regexp_full_match(tidy_days(days), '毎日|全日|年中無休|無休|通年') then '月火水木金土日'
        when tidy_days(days) = '平日' then '月火水木金'
        when regexp_full_match(tidy_days(days), '[月火水木金土日]+') then tidy_days(days)
        when regexp_full_match(tidy_days(days), '[月火水木金土日]～[月火水木金土日]')
            then substr(
                '月火水木金土日月火水木金土日',
                strpos('月火水木金土日', left(tidy_days(days), 1)),
                (strpos('月火水木金土日', right(tidy_days(days), 1)) - strpos('月火水木金土日', left(tidy_days(days), 1)) + 7) % 7 + 1
            )
        else null
    end;

-- Said to be open round the clock: the note is nothing but that, and no day is left out.
create or replace macro always_open(days, hours_note) as
    coalesce(
        regexp_full_match(plain_text(hours_note), '(【?(開館|利用|営業)時間】?:?)?(24時間|終日|常時|0:00～24:00)(営業|利用可能|利用可|利用できます|開放|開館)?。?')
        and (days is null or open_days(days) = '月火水木金土日'),
        false
    );

-- Is it written as open at an ISO weekday (1 = Monday) and minute of the day? ``weekdays`` and ``always`` are columns of
-- place (open_days, always_open). Null when days or times aren't plainly written. A closing time at or before the opening
-- time is on the next day (04:00-02:00); 0:00-0:00 is a whole day.
create or replace macro written_open(weekdays, always, open_minute, close_minute, weekday, minute) as
    case
        when always then true
        when weekdays is null or open_minute is null or close_minute is null then null
        else (
            contains(weekdays, substr('月火水木金土日', weekday, 1))
            and minute >= open_minute
            and minute < close_minute + case when close_minute <= open_minute then 1440 else 0 end
        ) or (
            contains(weekdays, substr('日月火水木金土', weekday, 1))
            and minute + 1440 < close_minute + case when close_minute <= open_minute then 1440 else 0 end
        )
    end;

-- Does a category (labels joined by ・) name a total rather than a part? Adding it to its parts would count twice.
create or replace macro names_total(category) as
    coalesce(regexp_matches(regexp_replace(category, '[\s　]+', '', 'g'),
        '(^|・)(全[^・]*|[^・]*(合計|小計|総計|総数|総額)|計|総量|total)($|・)', 'i'), false);

-- The number before 丁目, in kanji or digits of any width: 三丁目 and ３丁目 are 3, 二十一丁目 is 21. Null without one.
create or replace macro chome(name) as
    regexp_extract(translate(name, '０１２３４５６７８９', '0123456789'), '([0-9]+|[一二三四五六七八九十]+)丁目', 1);
create or replace macro chome_number(name) as
    case
        when chome(name) = '' then null
        when regexp_full_match(chome(name), '[0-9]+') then try_cast(chome(name) as integer)
        when contains(chome(name), '十') then
            greatest(strpos('一二三四五六七八九', nullif(split_part(chome(name), '十', 1), '')), 1) * 10
            + coalesce(strpos('一二三四五六七八九', nullif(split_part(chome(name), '十', 2), '')), 0)
        else strpos('一二三四五六七八九', right(chome(name), 1))
    end;

-- A name as a key to sort by, with its 丁目 by value: by their characters 三丁目 would stand before 二丁目.
create or replace macro name_order(name) as
    case
        when chome_number(name) is null then name
        else regexp_replace(
            translate(name, '０１２３４５６７８９', '0123456789'), '([0-9]+|[一二三四五六七八九十]+)丁目',
            lpad(cast(chome_number(name) as varchar), 4, '0') || '丁目')
    end;
