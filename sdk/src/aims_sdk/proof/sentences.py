"""Every sentence the verifier says, in English and Simplified Chinese; English is the key, as with gettext."""

from dataclasses import dataclass
from typing import Self

CHINESE = {
    # what is printed
    "Verify an evidence bundle offline.": "离线验证证据包。",
    "the bundle, a file *.aims.zip": "证据包，即 *.aims.zip 文件",
    "a verifier key you trust": "你信任的验证公钥",
    "print the report as JSON": "以 JSON 输出报告",
    "language of the answer": "输出所用的语言",
    "Proven: {size} events of {origin}, {opened} of them with their contents.": (
        "验证通过：账本 {origin} 的 {size} 条操作记录，其中 {opened} 条展示了内容。"
    ),
    "NOT PROVEN: {why}": "验证未通过：{why}",
    "Root: {root}": "根哈希：{root}",
    "Key: {key}": "验证公钥：{key}",
    "Note: {why}": "注意：{why}",
    # the file as a whole
    "The file cannot be read: {why}.": "无法读取文件：{why}。",
    "There is no such file.": "没有这个文件。",
    "It is not a file.": "这不是文件。",
    "The file is larger than a bundle may be.": "文件超出证据包允许的大小。",
    "The end of the file is missing or damaged: this is not a whole bundle.": (
        "文件末尾缺失或已损坏：这不是完整的证据包。"
    ),
    "Bytes were added to or taken from the end of the file.": "文件末尾增加或缺少了字节。",
    "The table of contents of the file is damaged, or bytes were put in or taken out before it.": (
        "文件的中央目录已损坏，或其之前增加或缺少了字节。"
    ),
    "The table of contents of the file is not in its known form.": "文件的中央目录不是规定的写法。",
    "The table of contents of the file is damaged.": "文件的中央目录已损坏。",
    "Bytes stand between the last member and the table of contents.": "最后一个成员与中央目录之间有多余的字节。",
    "The bundle nests too deeply or is too large for the memory of this machine.": (
        "证据包嵌套过深，或超出本机内存所能处理的大小。"
    ),
    "The seal at the end of the file": "文件末尾的封印",
    "The file is not the one that the seal at its end signs: it was changed after signing.": (
        "文件与其末尾封印所签署的不一致：签名之后已被改动。"
    ),
    # its members
    "{name}: {why}": "{name}：{why}",
    "{name}: it is missing.": "{name}：缺失。",
    "{name}: it is larger than it may be.": "{name}：超出允许的大小。",
    "{name}: its bytes were changed; they do not fit its header.": "{name}：字节已被改动，与其文件头不符。",
    "{name}: it is in the file twice.": "{name}：在文件中出现了两次。",
    "{name}: it does not stand in its place; members are in the order of names.": (
        "{name}：位置不对；各成员应按名称排序。"
    ),
    "{name}: it does not lie where the table of contents says.": "{name}：不在中央目录所指的位置。",
    "{name}: its header was changed.": "{name}：文件头已被改动。",
    "{name}: a bundle has no member of that name.": "{name}：证据包中不允许有此名称的成员。",
    "{name}: it is compressed; the members of a bundle are stored as they are.": (
        "{name}：经过压缩；证据包的成员只存储，不压缩。"
    ),
    "{name}: it does not end with a newline.": "{name}：没有以换行符结束。",
    "{name}: it is not UTF-8 text.": "{name}：不是 UTF-8 文本。",
    "{name}: it is not JSON that has one meaning.": "{name}：不是含义唯一的 JSON。",
    "{name}: it is not a JSON object.": "{name}：不是 JSON 对象。",
    "{name}: its contents do not have the digest that is its name.": "{name}：内容的摘要与其名称不符。",
    "{name}: it is not in the manifest.": "{name}：不在清单中。",
    "{name}: it is not the file that the manifest lists.": "{name}：与清单所列的文件不一致。",
    "{name}: the manifest lists it and it is missing.": "{name}：清单中列有此成员，但它缺失。",
    "manifest.json: it is not the manifest that manifest.note signs.": (
        "manifest.json：与 manifest.note 所签署的清单不一致。"
    ),
    "manifest.json: the format is not {format}.": "manifest.json：格式不是 {format}。",
    "manifest.json: it is not a list of files.": "manifest.json：不是文件清单。",
    # the events
    "entries.jsonl: line {seq} is not an event in its canonical form.": (
        "entries.jsonl：第 {seq} 行不是规范形式的操作记录。"
    ),
    "entries.jsonl: line {seq} is event {found}; events are missing or moved.": (
        "entries.jsonl：第 {seq} 行是第 {found} 条操作记录；有操作记录缺失或被移动。"
    ),
    "entries.jsonl: event {seq} is version {version} of record {record} after version {before}.": (
        "entries.jsonl：第 {seq} 条操作记录是记录 {record} 的版本 {version}，而上一版本是 {before}。"
    ),
    "entries.jsonl: event {seq} has a time that does not exist.": ("entries.jsonl：第 {seq} 条操作记录的时间不存在。"),
    "entries.jsonl: the time of event {seq} is before that of the event before it.": (
        "entries.jsonl：第 {seq} 条操作记录的时间早于上一条。"
    ),
    "entries.jsonl: it holds {held} events; the checkpoint {size}.": (
        "entries.jsonl：含有 {held} 条操作记录，而检查点为 {size} 条。"
    ),
    "entries.jsonl: the events do not lead to the root in the checkpoint; one was changed.": (
        "entries.jsonl：由操作记录算出的根与检查点中的不符；有操作记录被改动。"
    ),
    "openings.jsonl: line {number} is not an opening in its known form.": (
        "openings.jsonl：第 {number} 行不是规定形式的展示内容。"
    ),
    "openings.jsonl: line {number} opens event {seq} after event {last}.": (
        "openings.jsonl：第 {number} 行展示第 {seq} 条操作记录，却排在第 {last} 条之后。"
    ),
    "openings.jsonl: there is no event {seq} to open.": "openings.jsonl：没有可供展示的第 {seq} 条操作记录。",
    "openings.jsonl: what is shown for event {seq} is not what was recorded.": (
        "openings.jsonl：第 {seq} 条操作记录所展示的内容与当初登记的不一致。"
    ),
    "openings.jsonl: line {number}": "openings.jsonl：第 {number} 行",
    # checkpoints and proofs
    "The log it names is not the one the key is for.": "所列账本与公钥所属的账本不是同一个。",
    "The log is empty, so there is nothing to prove.": "账本为空，没有可证明的内容。",
    "It is the checkpoint of another log.": "这是另一个账本的检查点。",
    "The checkpoint is not an origin, a size and a root, each on a line.": (
        "检查点不是由账本名称、条数和根哈希各占一行组成。"
    ),
    "The root in the checkpoint is not 32 bytes.": "检查点中的根哈希不是 32 字节。",
    "previous/consistency.json: it is not a proof between the two checkpoints.": (
        "previous/consistency.json：不是这两个检查点之间的证明。"
    ),
    "The log is not the earlier log with events only added; events were changed or removed.": (
        "账本并非在早先账本之上只作追加；有操作记录被改动或移除。"
    ),
    "The proof is not UTF-8 text.": "证明不是 UTF-8 文本。",
    "The proof does not begin with {header}.": "证明没有以 {header} 开头。",
    "The proof does not give an index and at most 63 hashes.": "证明没有给出一个索引和至多 63 个哈希。",
    "The proof does not lead from the entry at index {index} to the root of the checkpoint.": (
        "由索引为 {index} 的条目按证明算出的根与检查点中的不符。"
    ),
    "It is not for this event under the checkpoint of this bundle.": ("不是该操作记录在本证据包检查点之下的证明。"),
    "It does not lead from the event to the root in the checkpoint.": "由该操作记录算出的根与检查点中的不符。",
    # keys, notes and signatures
    "The key you gave cannot be read: {why}": "你给出的公钥无法读取：{why}",
    "The key was taken from the bundle itself: compare its fingerprint {fingerprint} with one you got another way.": (
        "公钥取自证据包本身：请把其指纹 {fingerprint} 与你通过其他途径得到的指纹比对。"
    ),
    "vkey: the bundle names the key {key}, which is not one that you gave.": (
        "vkey：证据包所列的公钥 {key} 不在你给出的公钥之中。"
    ),
    "A verifier key must have the form name+id+key.": "验证公钥的格式必须是 name+id+key。",
    "The verifier key is not an Ed25519 key.": "验证公钥不是 Ed25519 公钥。",
    "The id in the verifier key does not fit its name and key.": "验证公钥中的标识与其名称和公钥不符。",
    "The note is longer than a note may be.": "签名便笺超出允许的长度。",
    "The note is not UTF-8 text.": "签名便笺不是 UTF-8 文本。",
    "The note is not text, an empty line and signatures.": "签名便笺不是由正文、空行和签名组成。",
    "The note has more signatures than a note may have.": "签名便笺的签名多于允许的数量。",
    "A signature line of the note is not in its known form.": "签名便笺中有一行签名不是规定的写法。",
    "A signature of the note is too short.": "签名便笺中有一个签名过短。",
    "It must have one signature.": "必须有且仅有一个签名。",
    "The signature of {name} does not fit the text.": "{name} 的签名与正文不符。",
    "None of the known keys signed it.": "没有任何已知的密钥为其签名。",
    "A value is not base64.": "有一个值不是 base64。",
    "A base64 value is not in its canonical form.": "有一个 base64 值不是规范形式。",
    "A number is not in plain decimal digits.": "有一个数不是普通的十进制数字。",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, in English and in Simplified Chinese."""

    en: str
    zh: str

    @classmethod
    def of(cls, template: str, /, **params: object) -> Self:
        """Fill a template of :data:`CHINESE`; a parameter that is a sentence is told in the language around it."""

        def filled(text: str, language: str) -> str:
            return text.format(**{k: v.told(language) if isinstance(v, Sentence) else v for k, v in params.items()})

        return cls(filled(template, "en"), filled(CHINESE[template], "zh"))

    def told(self, language: str) -> str:
        """The sentence in Chinese where the language, such as ``zh-hans`` or ``zh_CN.UTF-8``, is; else in English."""
        return self.zh if language.lower().startswith("zh") else self.en

    def about(self, name: "str | Sentence") -> "Sentence":
        """The sentence behind the name of what it concerns."""
        why = Sentence(self.en[0].lower() + self.en[1:], self.zh)
        return Sentence.of("{name}: {why}", name=name, why=why)


class Unproven(ValueError):
    """What was shown does not prove what it should; ``sentence`` says why, and ``str()`` of it in English."""

    def __init__(self, sentence: str | Sentence, /, **params: object) -> None:
        """Take a template of :data:`CHINESE` and its parameters, or a sentence that has been made already."""
        self.sentence = sentence if isinstance(sentence, Sentence) else Sentence.of(sentence, **params)
        super().__init__(self.sentence.en)
