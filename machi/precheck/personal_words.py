"""What each finding about persons is called, why it matters and what to do: one table, so that it is said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from machi.precheck.finding import Finding, Fix, Severity, kept
from machi.text import _


class Words(NamedTuple):
    """``what`` has places for the column and the count."""

    severity: Severity
    weight: int
    name: str
    what: str
    why: str
    todo: str


def finding(rule: str, column: str, rows: Sequence[int], count: int, fixes: tuple[Fix, ...] = ()) -> Finding:
    """The finding of ``rule`` in the words of the table."""
    said = table()[rule]
    what = said.what.format(column=column, count=f"{count:,}")
    return Finding(
        rule,
        said.name,
        said.severity,
        column,
        kept(rows),
        count,
        what,
        said.why,
        said.todo,
        fixes,
        overridable=rule != "personal.mynumber",
        weight=said.weight,
    )


def table() -> dict[str, Words]:
    """Every rule about persons in the language in force."""
    return _identity() | _contact() | _softer()


def _identity() -> dict[str, Words]:
    drop = _("列を消してください。公開してよい決まりがあるときだけ、理由を書いて先へ進めます。")
    return {
        "personal.mynumber": Words(
            "stop",
            0,
            _("個人情報（マイナンバー）"),
            _("「{column}」に、マイナンバーとみられる番号が{count}件あります。"),
            _("マイナンバーの提供は法律で限られています。どんな理由でも公開できません。"),
            _("この列を消してください。"),
        ),
        "personal.mynumber_unsure": Words(
            "stop",
            1,
            _("個人情報（マイナンバーの疑い）"),
            _("「{column}」に、マイナンバーの検査数字に合う12桁の番号が{count}件あります。"),
            _("12桁の番号の約11個に1個は偶然に合います。マイナンバーなら公開できません。"),
            _("もとの書類で確かめ、マイナンバーなら消してください。別の番号なら、何の番号かを理由に書いてください。"),
        ),
        "personal.name": Words(
            "stop",
            1,
            _("個人情報（氏名）"),
            _("「{column}」に、個人の名前とみられるセルが{count}件あります。"),
            _("名前は一度公開すると取り消せません。作業用の列が残っていることが、いちばん多い事故です。"),
            drop,
        ),
        "personal.birth": Words(
            "stop",
            1,
            _("個人情報（生年月日）"),
            _("「{column}」に、生年月日とみられる日付が{count}件あります。"),
            _("生年月日は、ほかの情報と合わせると本人が分かります。"),
            drop,
        ),
        "personal.identity": Words(
            "stop",
            1,
            _("個人情報（個人を表す番号）"),
            _("「{column}」に、個人を表す番号が{count}件あります。"),
            _("番号は、ほかの名簿と結びつけると本人が分かります。"),
            drop,
        ),
        "personal.licence": Words(
            "stop",
            1,
            _("個人情報（運転免許証の番号）"),
            _("「{column}」に、運転免許証の番号とみられる12桁の番号が{count}件あります。"),
            _("本人の確認に使われる番号で、なりすましに使われます。"),
            drop,
        ),
        "personal.passport": Words(
            "stop",
            1,
            _("個人情報（旅券番号）"),
            _("「{column}」に、旅券（パスポート）の番号とみられる値が{count}件あります。"),
            _("本人の確認に使われる番号で、なりすましに使われます。"),
            drop,
        ),
        "personal.bank": Words(
            "stop",
            1,
            _("個人情報（口座番号）"),
            _("「{column}」に、預金口座の情報とみられるセルが{count}件あります。"),
            _("口座の情報は不正な引き落としや詐欺に使われます。"),
            drop,
        ),
        "personal.rows": Words(
            "stop",
            2,
            _("個人情報（1行が1人の表）"),
            _("1行が1人か1台の記録とみられます（{count}行）。"),
            _("名前がなくても、性別・年齢・地域などの組み合わせで本人が分かることがあります。"),
            _("人数を数えた表にするか、「授業で使うための匿名の写し」を作ってください。"),
        ),
        "personal.sensitive": Words(
            "stop",
            2,
            _("個人情報（特に配慮が要る情報）"),
            _("「{column}」は、病気・障害・所得など特に配慮が要る列です（{count}件）。"),
            _("知られると差別や不利益につながる情報です。"),
            drop,
        ),
    }


def _contact() -> dict[str, Words]:
    drop = _("列を消してください。仕事用の連絡先で、本人も承知しているときだけ、理由を書いて先へ進めます。")
    return {
        "personal.phone": Words(
            "stop",
            2,
            _("個人情報（個人の電話番号）"),
            _("「{column}」に、携帯や個人のものとみられる電話番号が{count}件あります。"),
            _("施設の代表電話と違い、個人の電話番号は悪用されると本人が困ります。"),
            drop,
        ),
        "personal.mail": Words(
            "stop",
            2,
            _("個人情報（メールアドレス）"),
            _("「{column}」に、個人のものとみられるメールアドレスが{count}件あります。"),
            _("迷惑メールやなりすましに使われます。"),
            drop,
        ),
        "personal.line": Words(
            "stop",
            2,
            _("個人情報（LINEのID）"),
            _("「{column}」に、個人のものとみられるLINEのIDが{count}件あります。"),
            _("IDが分かると、知らない人から本人に直接連絡が来ます。"),
            _("そのセルを空にしてください。公式アカウントなら「公式」と書き添えてください。"),
        ),
        "personal.plate": Words(
            "stop",
            2,
            _("個人情報（車のナンバー）"),
            _("「{column}」の文章に、車のナンバーとみられる番号が{count}件あります。"),
            _("ナンバーは、場所や日時と合わせると持ち主が分かります。"),
            _("そのセルを空にするか、書き直してください。公用車の番号なら、その旨を理由に書いてください。"),
        ),
        "personal.address": Words(
            "stop",
            2,
            _("個人情報（住まいの番地）"),
            _("「{column}」に、家まで分かる住所とみられるセルが{count}件あります。"),
            _("番地や部屋番号まであると、だれの家かが分かります。"),
            _("町名までに縮めるか、列を消してください。施設の住所なら、その旨を理由に書いてください。"),
        ),
        "personal.position": Words(
            "stop",
            2,
            _("個人情報（家の位置）"),
            _("「{column}」に、個人と並んで細かい座標が{count}件あります。"),
            _("座標は番地と同じで、だれの家かが分かります。"),
            _("500m四方の中心に丸めるか、列を消してください。"),
        ),
        "personal.age": Words(
            "stop",
            3,
            _("個人情報（1歳きざみの年齢）"),
            _("「{column}」に、1人ずつの年齢が{count}件あります。"),
            _("細かい年齢は、地域や性別と合わせると本人が分かります。"),
            _("10歳か5歳のきざみにまとめてください。"),
        ),
        "personal.mention": Words(
            "stop",
            3,
            _("個人情報（文章の中の個人）"),
            _("「{column}」の文章に、個人の名前とみられる言葉が{count}件あります。"),
            _("備考や連絡事項は、公開のつもりなく書かれていることがあります。"),
            _("そのセルを空にするか、書き直してください。公人など公開してよい名前なら、理由を書いてください。"),
        ),
        "personal.life": Words(
            "stop",
            3,
            _("個人情報（文章の中の暮らしの事情）"),
            _(
                "「{column}」の文章に、だれかの生年月日・証書の番号・病気や家庭の事情とみられるセルが{count}件あります。"
            ),
            _("名前がなくても、場所や日付と合わせると本人が分かり、差別や不利益につながります。"),
            _("そのセルを空にするか、書き直してください。一般の案内の文章なら、その旨を理由に書いてください。"),
        ),
        "personal.above": Words(
            "stop",
            3,
            _("個人情報（表の上の書き込み）"),
            _("見出しより上の行に、個人の名前か連絡先とみられる言葉があります（{count}行）。"),
            _("記入した人の名前や連絡先も、ファイルと一緒に公開されます。"),
            _("見出しより上の行を消してください。"),
        ),
    }


def _softer() -> dict[str, Words]:
    return {
        "personal.public_name": Words(
            "warn",
            3,
            _("個人情報（代表者などの名前）"),
            _("「{column}」に、代表者などの名前とみられるセルが{count}件あります。"),
            _("役職で公表されている名前は公開できることが多いのですが、個人の所有者や担当者なら別です。"),
            _("公表ずみの名前かを確かめてください。そうでなければ列を消してください。"),
        ),
        "personal.phone_office": Words(
            "warn",
            3,
            _("連絡先の携帯電話"),
            _("「{column}」に、携帯電話の番号が{count}件混ざっています。"),
            _("店や団体の連絡先なら公開できますが、担当する個人の携帯かもしれません。"),
            _("本人が公開を承知しているかを確かめてください。"),
        ),
        "personal.address_unsure": Words(
            "warn",
            3,
            _("個人情報（住所）"),
            _("「{column}」に、番地までの住所が{count}件あります。だれの住所かは分かりません。"),
            _("個人の家なら公開できません。"),
            _("施設の住所か個人の家かを確かめてください。"),
        ),
        "personal.plate_unsure": Words(
            "warn",
            3,
            _("車のナンバー"),
            _("「{column}」に、車のナンバーとみられる番号が{count}件あります。だれの車かは分かりません。"),
            _("公用車なら問題になりませんが、個人の車なら持ち主が分かります。"),
            _("だれの車かを確かめてください。個人の車なら列を消してください。"),
        ),
        "personal.mail_office": Words(
            "warn",
            4,
            _("連絡先のメールアドレス"),
            _("「{column}」に、メールアドレスが{count}件あります。"),
            _("部署の窓口なら公開できますが、職員や会員の個人アドレスかもしれません。"),
            _("窓口のアドレスかを確かめてください。"),
        ),
        "personal.mention_unsure": Words(
            "warn",
            4,
            _("文章の中の個人"),
            _("「{column}」の文章に、人の名前とみられる言葉が{count}件あります。"),
            _("催しの講師や歴史上の人なら問題になりませんが、市民の名前かもしれません。"),
            _("下の例を読んで、公開してよい名前かを確かめてください。"),
        ),
        "personal.free_text": Words(
            "warn",
            6,
            _("自由に書かれた文章"),
            _("「{column}」は自由に書かれた文章の列です（{count}件）。"),
            _("機械では、文章の中の個人情報をすべては見つけられません。"),
            _("その列の文章を人の目で読んで、確かめてください。"),
        ),
    }
