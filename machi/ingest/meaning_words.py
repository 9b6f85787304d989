"""The words by which headers say what a column means, and the units they name. Facts only; ``meaning`` judges.

Patterns are searched in ``header_key`` form (NFKC, lower case, every dash and long-vowel mark one ``-``, no brackets).
Kinds with a schema have their exact headers in TOML; these words are for files that no schema knows.
"""

from __future__ import annotations

import re

LAT = re.compile(r"^(?!(?:緯度|北緯)[度分秒]$)(?:北緯|緯度.*|.*緯度(?:北緯)?|lat|latitude|ido|.*_?lat|y|y座標|座標y)$")
LON = re.compile(
    r"^(?!(?:経度|東経)[度分秒]$)(?:東経|経度.*|.*経度(?:東経)?|lon|lng|long|longitude|keido|.*_?lon|x|x座標|座標x)$"
)
DEGREES = re.compile(r"(?:緯度|経度|北緯|東経)$|^(?:lat|latitude|lon|lng|longitude)$")
"""Degrees wherever on the earth they are, so that points abroad are told and not taken for amounts."""
FLAT = re.compile(r"^(?:[xy](?:座標)?|座標[xy])$")
"""Axes of any plane: a grid of a drawing, metres of a survey, or degrees, which then have their decimals."""
POINT = re.compile(r"緯度経度|経緯度|緯経度|位置座標|^座標$|^location$|latlon|latlng|^位置$|^geo(?:point)?$|^wkt$")
MESH = re.compile(r"メッシュ|mesh|標準地域|^keycode$")
TOWN = re.compile(
    r"^(?:町名|町丁|町丁目|町丁字|町字|町大字|大字|大字町名|大字名|町丁名|地域名|字名|町丁目名|町丁大字|町|town|area)$"
)
ADDRESS = re.compile(r"住所|所在地|所在|番地|address|設置場所住所|開催地住所")
TIME = re.compile(
    r"(?:年度|年月日?|日付|月日|年次|暦年|西暦|和暦|期日|時点|基準日|調査日|日時|期間|年|日|date|year|day|month|yyyymm(?:dd)?|fy)$"
)
FISCAL = re.compile(r"年度|fiscal|^fy$|nendo")
MONTH_NUMBER = re.compile(r"^(?:月|月次|month|.*日時月)$")
PART_OF_TIME = re.compile(
    r"^(?:(?:発生|発見|認知|覚知|出火|出動|観測|測定)?(?:日|時|分|時刻)(?:始期|終期)?|週番?号?|day|hour|minute|.*日時[日時分])$"
)
"""The day, the hour or the minute alone: no amount, and no time without the rest."""
CODED = re.compile(
    r"区分|種別|種類|分類|内容$|性別|男女|有無|フラグ|該当|等級|ランク|回答|^(?:問|設問|q)\d|flag|type$|class$|category$|status$"
)
"""What small whole numbers stand for something under: 1 男, 2 女."""
COUNTED = re.compile(r"数(?!字|式|学)|(?:件|台|人|額|量|回|点|冊|本|計)$|count$|number$")
PEOPLE = re.compile(
    r"人口|人数|人員|(?<!業)者数|児童数|生徒数|園児数|職員数|会員数|乗客|世帯員|定員|利用人|来場|来館|入込|population|people|persons|insured|capacity"
    r"|^男性?$|^女性?$|^(?:wo)?man\d*$|^(?:fe)?male$"
)
SHARE = re.compile(
    r"率(?:人口.{1,4}対)?(?:男性?|女性?|(?:合|総)?計|総数|全体)?$|割合|比率|構成比|百分比|シェア|率%|%$|rate$|ratio$|percent|前年度?比(?!.*(?:額|数)$)|対前年(?!.*(?:額|数|増減|差)$)|比$"
    r"|comparedto"
)
NO_PERCENT = re.compile("比|倍率|千対|万対|人口千|出生率|死亡率|婚姻率|離婚率|死産率|自殺率|罹患率|回転率|compared")
"""Shares that are no percentage unless they say so: 1.45 children a woman, 8.3 births a thousand, 2.5 who apply for one post."""
CODE = re.compile(
    r"(?:コ-ド|番号|^id|(?<!andro)(?<!cov)(?<!pa)(?<!gr)(?<!val)id|^no|no\.?|№|code|identification|identifier|キ-|識別)$|^#?property$|整理番号|^連番$|^番$|地番$|街区符号|[xy]座標$|品質情報$|現象なし情報$|^hyosyo$|^htks|^gassan$|^keycode|sequence$"
)
NO_HEADER = re.compile(r"^\d*列目$")
CONTACT = re.compile(r"電話|tel$|^tel|fax|ファクス|ファックス|ファツクス|telephone|phone|mail|メ-ル|連絡先|内線")
URL = re.compile(r"url|ホ-ムペ-ジ|リンク|website|referenceobject|^hp$|写真|画像|image")
NAME = re.compile(
    r"(?:名称|名前|氏名|施設名?|店名|校名|園名|会場|事業名|路線名|件名|議案名|題名|タイトル|テ-マ|品名|名|name|title|subject)$"
)
PERSON = re.compile(r"氏名|(?:代表|管理|担当|責任)者名|(?:校|園|館|院|所|会|施設|理事)長名?$")
"""Names of persons group nothing, however often one comes again."""
KANA = re.compile(r"カナ|かな|ふりがな|フリガナ|よみ|ロ-マ字|kana|romaji|英語|英字")
NOTE = re.compile(r"備考|特記|注記|説明|摘要|コメント|note$|remarks?$|description|内容$")
NOT_ADDITIVE = re.compile(
    r"満足度|重要度|理解度|危険度|老朽度|健全度|難易度|評[点定価](?!額|替|調書)|スコア|段階(?:評価)?$|震度|^score$|"
    r"(?:(?:保育|授業|入[園場館]|観覧|受講|利用)料|料金)(?!.*(?:収|総額|合計|決算|予算|調定|滞納))|(?:入札|応札|(?<!予算)(?<![入出収])見積|提示)(?:金|価)?額|(?:対応|処理|処分|所要|経過|待ち|待機|回答|解決|完了|審査|復旧|かかった|要した)(?:にかかった|に要した|まで(?:の)?)?(?:日数|時間|分数|月数|年数|days|hours)|平均|中央値|指数|当た?り|あたり|率|割合|比|単価|(?<!落札)(?<!契約)価格|家賃|賃料|工期|エネルギ-(?!消費|使用|量)|カロリ-|栄養|たんぱく質|脂質|塩分|食塩相当|[気水]温|温度|湿度|線量|濃度|風速|積雪深|水深|幅員|勾配|騒音レベル|順位|偏差値|標高|海抜|高度|水位|elevation|altitude|年齢|築年|金利|最高|最低|最大|最小|累計|残高"
    r"|^\d*列目$|口径|緯度|経度|座標|^[xy]$|^ph値?$|[色濁硬]度$|透[明視]度|細菌|大腸菌|残留塩素|溶存酸素|浮遊物質|全窒素|全りん|^[bc]od(?:mg|$)|average|mean|index|rate|ratio|price|fee|temperature|percent|comparedto|depth|height"
)
"""Amounts whose sum over rows means nothing."""
RATE_UNIT = re.compile(
    r"(?:[a-su-z円㎡㎥人戸台日時分秒年k²³μµ]|svs?|bq)[/毎](?:[a-z0-9㎡㎥㎢人戸台日月時分秒年回件]|k㎡)|[^t]毎(?:人|世帯|平方|立方|キロ|リットル|ヘクタール)|℃|°c|ppm|ppb|db|デシベル|hpa|lux|ルクス"
)
"""A unit of a state or of so much in each: μSv/h, mg/L, ℃, 円/人."""
CLASS = re.compile(r"階層|所得段階|段階区分|保険料段階|税額区分")
"""Beside classes of income round amounts are what one child or one insured of each pays."""
STEP, FEE = re.compile(r"^段階$"), re.compile(r"料|負担|月額|年額")
"""Steps may be of anything (of a plan with its 補助金額): only what is called a fee is one."""
PAID = re.compile(r"収|総|合計|決算|予算|調定|滞納|人数|件数|者数|児数$")
STOCK = re.compile(
    r"^(?!.*(?:延(?!長|べ?床)|のべ|増減|新規))(?:.*(?:人口|世帯数|児童数|生徒数|園児数|学級数|職員数|会員数|登録者数|加入者数|在籍|定員|入所者数|現在|保有"
    r"|被保険者|受給者数|認定者数|有権者|施設数|箇所数|か所数|面積|登録(?:台|頭|団体)数|蔵書|在庫|貯水|待機))"
)
"""What stands at a moment: the same pupils are counted again next year, so that a sum over years counts them twice."""
FLOW = re.compile(
    r"延べ|延(?=人|利用|回|日)|のべ|件数|回数|利用|来[館場園客]|入[館場込]|参加|搬送|出動|発生|相談|受[付診]|申請|届出|交付|発行|貸出|返却|閲覧|アクセス"
    r"|ダウンロ-ド|乗[降車客]|交通量|通行|宿泊|観光客|出生|死亡|転[入出]|婚姻|離婚|増減|増加|減少|新規|額|税収|税$|費|金$|料$|収入|支出"
    r"|売上|販売|生産|出荷|収穫|漁獲|排出|搬入|処理量|収集|使用量|消費|発電|給水|配水|降[水雪]|投票|得票|時間"
)
"""What happens in the course of a time and adds up over it."""
NOT_FLOW = re.compile(
    r"(?s)^(?!.*(?:延べ(?!床)|延(?=人|利用|回|日)|のべ|増減|増加|減少|新規))(?:.*(?:延長(?!保育|時間|利用)|延べ?床|容量|資本金|負債|可能[冊台]数"
    r"|基金(?!.*(?:積立|取崩|繰[入出]|運用))|資産(?![税割]|.*(?:売|購入|取得|収入|課税)))"
    r"|.*(?:[所場区戸]|団体|施設|農家|(?<!人)員"
    r"|(?<!利用)(?<!来[館場園庁客])(?<!入[館場園込])(?<!参加)(?<!搬送)(?<!宿泊)(?<!相談)(?<!受[付診検講])(?<!乗[降車客])(?<!降車)"
    r"(?<!通行)(?<!観[光覧])(?<!閲覧)(?<!出生)(?<!死亡)(?<!転[入出])(?<!婚姻)(?<!離婚)(?<!申請)(?<!届出)(?<!交付)(?<!発生)(?<!投票)者"
    r"|(?<!利用)(?<!出動)(?<!通行)(?<!貸出)(?<!販売)(?<!生産)(?<!出荷)(?<!入[場込])台)数[\s_]*(?:男性?|女性?|合?計|総数)?\s*(?:\(.*)?$)"
)
"""What stands at a moment although a word of ``FLOW`` or its unit is in it: 投票所数, 生産者数, 道路延長, 財政調整基金（円）."""
FLOW_UNITS = frozenset(
    [
        "円",
        "千円",
        "百万円",
        "億円",
        "万円",
        "件",
        "回",
        "票",
        "t",
        "トン",
        "kg",
        "kWh",
        "MWh",
        "L",
        "l",
        "kL",
        "kl",
        "時間",
        "人日",
    ]
)

SINCE = re.compile(
    "指定|設立|開設|公布|施行|制定|設置|建築|建設|架設|竣工|認[可定]|許可|登録|取得|開[園館校局]|供用|就任|創立"
)
"""Days since which things are: they lie decades apart, and a year of a calendar shows one or two of them."""

_UNITS = (
    "円 千円 百万円 億円 万円 人 千人 万人 名 世帯 戸 件 台 基 個 か所 カ所 ヶ所 ケ所 箇所 棟 t トン kg g ㎡ m2 m² 平米 ha km "
    "㎞ km2 k㎡ m cm mm % ％ ‰ ℃ 度 kWh MWh kW L l kL kl 冊 本 枚 回 日 年 歳 校 園 学級 クラス 票 m3 ㎥ m³ 点 分 時間 秒 "
    "組 隻 頭 羽 株 床 室 席 ポイント 人日 t/日 g/人日 円/人 人/km2 区画 団体 社 便 頁 曲 問 品 尾 "
    "メートル キロメートル 平方メートル 平方キロメートル 立方メートル アール ヘクタール グラム キログラム リットル キロリットル "
    "μSv/h µSv/h μSv/時 mSv Bq/kg Bq/L mg/L m/s ㎥/s dB ppm hPa kcal"
)
UNITS = frozenset(_UNITS.split())
_BRACKETED = re.compile(r"[（(\[【［〔]\s*(?:単位[:：]?\s*)?([^()（）\[\]【】［］〔〕]{1,12}?)\s*[)）\]】］〕]")
_TAIL = re.compile(r"[_＿]\s*([A-Za-z%％㎡㎥㎞0-9]{1,5}|[千百万億]{0,2}円|人|件|台)$")
_IMPLIED = (
    (re.compile(r"世帯数"), "世帯"),
    (re.compile(r"人口|人数|(?<!業)者数|児童数|生徒数|園児数|職員数|会員数|定員|numberofinsured"), "人"),
    (re.compile(r"件数"), "件"),
    (re.compile(r"台数"), "台"),
    (re.compile(r"冊数"), "冊"),
    (re.compile(r"票数"), "票"),
    (re.compile(r"病床数"), "床"),
    (re.compile(r"金額|税額|予算額|決算額|収入額|収入済額|調定額|費用"), ""),
)


def unit_in_header(header: str, key: str) -> str:
    """The unit that a header names: ``金額（千円）`` → 千円, ``量_t`` → t, ``利用者数`` → 人; "" without one."""
    for found in (*_BRACKETED.findall(header), *_TAIL.findall(header)):
        unit = str(found.strip())
        if unit in UNITS or ("毎" in unit and set(unit.split("毎")) <= UNITS):
            return "%" if unit == "％" else unit
    return next((unit for pattern, unit in _IMPLIED if pattern.search(key)), "")


def shown_header(header: str, unit: str) -> str:
    """The header without the unit it names, so that 「金額（千円）」 isn't said with the unit twice."""
    named = {unit, "％" if unit == "%" else unit}
    return _BRACKETED.sub(lambda match: "" if match[1].strip() in named else match[0], header).strip() or header


def parted(header: str) -> tuple[str, str]:
    """投票率_計 and 投票率（計） → 投票率, 計; 合計 → "", 合計."""
    group, _line, last = re.sub(r"[（(](.+?)[)）]$", r"_\1", header).rpartition("_")
    return group, last
