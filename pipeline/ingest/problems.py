"""What can be wrong with a file or a page: every stable code with its sentence and its cure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import FileProblemError
from domain.findings import Text
from domain.pages import Outcome


@dataclass(frozen=True, slots=True)
class Problem:
    """`outcome` is what a file with this problem ends as: REJECTED and the like when nothing of it could be used, PARTIAL when something
    a person would see is missing, READ when the problem is worth knowing but nothing is lost."""

    outcome: Outcome
    sentence: Text
    cure: Text


_R = Outcome.REJECTED
_P = Outcome.PARTIAL
_OK = Outcome.READ
_U = Outcome.UNSUPPORTED

_RESAVE = Text("Save or scan the document again and upload the new file.", "请重新保存或扫描该文件后再次上传。")
_EXPORT = Text("Export the document as PDF, or photograph it as JPEG, and upload that.", "请将文件另存为PDF，或拍照存为JPEG后上传。")
_SPLIT = Text("Split the file into smaller ones and upload those.", "请将文件拆分为较小的文件后上传。")
_NONE = Text("Nothing needs to be done.", "无需处理。")
_LOOK = Text("A person should look at this page.", "请人工查看该页。")
_UNLOCK = Text("Remove the password and upload the file again.", "请去除密码后重新上传。")
_REZIP = Text("Pack the files again as an ordinary ZIP without folders above the application, or upload them unpacked.",
              "请重新打包为普通ZIP文件，或不打包直接上传。")  # fmt: skip
_PROCESS = Text("Scan or export the document again at an ordinary size; upload its pages as separate files if that does not help.",
                "请以常规尺寸重新扫描或导出；如仍失败，请分页上传。")  # fmt: skip


def _of(outcome: Outcome, en: str, zh: str, cure: Text) -> Problem:
    return Problem(outcome, Text(en, zh), cure)


CATALOGUE: dict[str, Problem] = {
    # the whole file
    "empty": _of(Outcome.EMPTY, "The file holds no bytes.", "文件为空。", _RESAVE),
    "unreadable": _of(_R, "The file could not be read from the disk.", "无法从磁盘读取该文件。", _RESAVE),
    "file-too-large": _of(_R, "The file is larger than is accepted.", "文件超过允许的大小。", _SPLIT),
    "unsupported-type": _of(_U, "The file is of a type that is not read.", "不支持该文件类型。", _EXPORT),
    "office-document": _of(_U, "The file is an office document, whose look depends on the program that opens it.",
                           "该文件为Office文档，其显示效果取决于打开它的程序。", _EXPORT),
    "archive-unsupported": _of(_U, "The file is an archive other than ZIP.", "该文件为ZIP以外的压缩包。", _REZIP),
    "system-file": _of(_U, "The file was left behind by an operating system or an office program and is no document.",
                       "该文件为操作系统或办公软件遗留的文件，并非申请材料。", _NONE),
    "symlink": _of(_R, "The entry is a link to another place, which is never followed.", "该条目为链接，系统不予跟随。",
                   Text("Upload the file itself.", "请上传文件本身。")),
    "not-a-file": _of(_R, "The entry is neither a file nor a folder.", "该条目既不是文件也不是文件夹。",
                      Text("Upload the file itself.", "请上传文件本身。")),
    "folders-too-deep": _of(_R, "The folders are nested too deeply.", "文件夹嵌套过深。", Text("Upload the files with fewer folders.", "请减少文件夹层级后上传。")),
    "encrypted": _of(Outcome.ENCRYPTED, "The file asks for a password.", "文件需要密码才能打开。", _UNLOCK),
    "damaged": _of(_R, "The file is damaged and cannot be opened.", "文件已损坏，无法打开。", _RESAVE),
    "no-pages": _of(_R, "The file holds no page.", "文件中没有任何页面。", _RESAVE),
    "too-many-pages": _of(_R, "The file has more pages than are accepted.", "文件页数超过上限。", _SPLIT),
    "timeout": _of(Outcome.TIMEOUT, "Reading the file took too long.", "读取该文件超时。", _PROCESS),
    "out-of-memory": _of(Outcome.OUT_OF_MEMORY, "Reading the file needed more memory than is allowed.", "读取该文件所需内存超过上限。", _PROCESS),
    "crashed": _of(Outcome.CRASHED, "Reading the file ended the reader.", "读取该文件时程序异常终止。", _PROCESS),
    "duplicate": _of(Outcome.DUPLICATE, "The file holds the same bytes as another one of this application.", "该文件与本申请的另一文件完全相同。", _NONE),
    # archives
    "zip-damaged": _of(_R, "The archive, or this entry of it, is damaged.", "压缩包或其中的该条目已损坏。", _REZIP),
    "zip-encrypted": _of(Outcome.ENCRYPTED, "The entry of the archive asks for a password.", "压缩包中的该条目需要密码。", _UNLOCK),
    "zip-method": _of(_U, "The entry is packed by a method that is not read.", "压缩包中的该条目采用了不支持的压缩方式。", _REZIP),
    "zip-bomb": _of(_R, "The archive unpacks to far more than its size.", "压缩包解压后的体积远超其自身大小。", _REZIP),
    "zip-too-large": _of(_R, "The archive is larger than is accepted.", "压缩包超过允许的大小。", _SPLIT),
    "zip-nested": _of(_R, "The archive lies inside another archive that lies inside the application.", "压缩包嵌套层数过多。", _REZIP),
    "unsafe-name": _of(_R, "The entry's name points outside the archive.", "压缩包中的条目名称指向压缩包之外。", _REZIP),
    # the dossier
    "too-many-files": _of(_R, "The application has more files than are accepted; the rest was not read.", "申请文件数量超过上限，其余文件未读取。",
                          Text("Upload fewer files, for example one PDF instead of many photographs.", "请减少文件数量，例如将多张照片合并为一个PDF。")),
    "two-declarations": _of(_OK, "The application holds more than one declaration; the first was used.", "申请中有多份申报文件，仅采用第一份。",
                            Text("Keep one declaration file.", "请仅保留一份申报文件。")),
    # a page, or part of the file: something a person would see is missing
    "truncated": _of(_P, "The picture ends early; its lower part is missing.", "图片数据不完整，下部缺失。", _RESAVE),
    "page-damaged": _of(_P, "The page cannot be drawn.", "该页无法显示。", _RESAVE),
    "page-size": _of(_P, "The page's size is impossible.", "该页尺寸异常。", _RESAVE),
    "picture-too-large": _of(_P, "A picture on the page has more pixels than are accepted.", "该页图片像素数超过上限。", _PROCESS),
    "content-too-large": _of(_P, "The page's drawing instructions unpack to more than is accepted.", "该页内容解压后超过上限。", _PROCESS),
    "page-limit": _of(_P, "Only the first pages were read.", "仅读取了前面的页面。", _SPLIT),
    "pages-lost": _of(_P, "The file names more pages than could be found in it.", "文件声明的页数多于实际可读取的页数。", _RESAVE),
    "xfa-form": _of(_P, "The form is built when a special program opens it; what it shows is not in the file.",
                    "该文件为动态XFA表单，需专用软件打开，内容无法直接读取。", _EXPORT),
    "portfolio": _of(_P, "The file is a cover for other files packed inside it, which were not read.", "该PDF为文件包，其中的附件未读取。",
                     Text("Upload the files packed inside it one by one.", "请将其中的附件逐个上传。")),
    "not-drawn": _of(_P, "Something on the page could not be drawn.", "该页部分内容无法绘制。", _EXPORT),
    "font-missing": _of(_P, "No font for the page's characters is installed here, so its text could not be drawn.", "系统缺少该页所需字体，文字无法绘制。",
                        _EXPORT),
    # worth knowing, nothing lost
    "repaired": _of(_OK, "The file's inner table of contents is damaged and was rebuilt.", "文件内部结构有误，已自动修复。", _NONE),
    "embedded-files": _of(_OK, "Other files are attached inside this one; they were not read.", "该文件内含附件，附件未读取。",
                          Text("Upload attached evidence as files of their own.", "如附件为证明材料，请单独上传。")),
    "active-content": _of(_OK, "The file carries scripts or actions; they were not run.", "文件含脚本或动作，均未执行。", _NONE),
    "signature-present": _of(_OK, "The file carries an electronic signature.", "文件带有电子签名。", _NONE),
    "ofd-signature-present": _of(_OK, "The file carries an electronic seal or signature, which was not verified.", "文件带有电子印章或签名，未作验证。",
                                 _LOOK),
    "animated": _of(_OK, "The picture moves; only its first frame was read.", "该图片为动图，仅读取第一帧。", _EXPORT),
    "text-off-page": _of(_OK, "The page carries text outside its visible area; it was left out.", "该页在可见区域之外有文字，已忽略。", _NONE),
    "text-invisible": _of(_OK, "The page carries text that is not drawn.", "该页含不可见文字。", _NONE),
    "text-unmapped": _of(_OK, "The page's text layer does not say which characters it shows.", "该页文字层无法对应到字符。", _NONE),
    "text-too-long": _of(_OK, "The page's text layer is too long to be read; the picture was used.", "该页文字层过长，改用图像识别。", _NONE),
    "text-turned-90": _of(_OK, "The page's text runs downwards.", "该页文字旋转90度。", _NONE),
    "text-turned-180": _of(_OK, "The page's text stands on its head.", "该页文字旋转180度。", _NONE),
    "text-turned-270": _of(_OK, "The page's text runs upwards.", "该页文字旋转270度。", _NONE),
    "annotations-drawn": _of(_OK, "Notes, stamps or form fields are drawn over the page; the text layer does not hold them.",
                             "该页有批注、图章或表单域，文字层中不含这些内容。", _NONE),
    "text-layer-invisible": _of(_OK, "The page carries text that nobody can see on it; it was left out.", "该页文字层含有页面上看不见的文字，已忽略。", _NONE),
    "text-overprinted": _of(_OK, "The page carries text that is covered by other text or a picture, which say something else.",
                            "该页文字被其他文字或图像覆盖，两者内容不同。", _LOOK),
    "text-layer-contradicts": _of(_OK, "The text layer says something else than the page shows; what is shown was used.",
                                  "文字层与页面所示内容不符，以页面所示为准。", _LOOK),
    "ocr-layer-differs": _of(_OK, "The text layer under the scan differs from what the picture shows; the picture was used.",
                             "扫描页下的文字层与图像不符，以图像为准。", _NONE),
    "ocr-timeout": _of(Outcome.TIMEOUT, "The OCR program took too long for one picture.", "文字识别程序处理单张图像超时。", _EXPORT),
    "coloured-ink-unread": _of(_OK, "Coloured ink on the page, perhaps a seal, could not be recognised.", "页面上有未能识别的彩色印迹（可能是印章）。", _LOOK),
    "script-unread": _of(_OK, "The page holds letters that were not read.", "页面上有未能识别的文字（如俄文）。",
                         Text("Cyrillic is read where Tesseract is installed with its Russian data (tesseract-ocr-rus); else a person should look at this page.",
                              "安装带俄文数据的Tesseract（tesseract-ocr-rus）后可识别俄文；否则请人工查看该页。")),
    "drawn-from-text": _of(_OK, "The page's picture was drawn here from the file's text and is no proof of its own.",
                           "该页图像由文件文字绘制而成，不构成独立的图像证据。", _LOOK),
}  # fmt: skip


def problem(code: str) -> Problem:
    """The catalogue's entry; raises KeyError for a code that is none."""
    return CATALOGUE[code]


def refusal(code: str) -> FileProblemError:
    """The error that ends a file for this reason; what costs one page of many is a rejection when it is all there is."""
    entry = CATALOGUE[code]
    outcome = Outcome.REJECTED if entry.outcome in (Outcome.PARTIAL, Outcome.READ) else entry.outcome
    return FileProblemError(outcome.value, code, entry.sentence.en, entry.cure.en)


def outcome_of(codes: Iterable[str], pages: int) -> Outcome:
    """What a file that was opened ends as: `codes` are all problems of the file, its pages and its failed pages; `pages` were read."""
    lost = [code for code in codes if CATALOGUE[code].outcome is not Outcome.READ]
    if not lost:
        return Outcome.READ
    return Outcome.PARTIAL if pages else Outcome.REJECTED
