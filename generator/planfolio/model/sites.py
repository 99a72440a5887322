"""Site: the settings in content/site.yaml."""

from __future__ import annotations

from typing import ClassVar

from planfolio.findings import say
from planfolio.model.choices import Forge, FormEngine, SiteLanguage, Visibility
from planfolio.model.documents import DocumentRecord
from planfolio.model.records import PackRef, Record, field, many
from planfolio.model.scalars import Boolean, Colour, Day, Positive, RepositoryAddress, Text, WebAddress


class Repository(Record):
    """Where the sources are kept."""

    forge: Forge | None = field("平台", "github、gitlab、gitea 或 gitee", "Which forge", example="gitee")
    url: RepositoryAddress | None = field(
        "地址 网址", "仓库网页的地址", "The address of its page", example="https://gitee.com/example/site"
    )
    branch: Text | None = field("分支", "发布所用的分支", "The branch that is published", example="main")


class Credits(Record):
    """Whether those who worked on the sources are named."""

    shown: Boolean = field(
        "显示姓名",
        "是否显示参与编写的人在 git 里的姓名",
        "Whether those who worked on a document are named, as git knows them",
        example="是",
        required=True,
    )
    omit: tuple[Text, ...] = many("不列", "不愿列出的人", "Those who do not want to be named", internal=True)

    @classmethod
    def from_text(cls, text: str) -> dict[str, str] | None:
        return {"shown": text}


class Admin(Record):
    """The form in the browser with which documents are edited. Its engine alone may stand for all of it."""

    engine: FormEngine = field(
        "程序",
        "sveltia，或封闭的网里用的 decap",
        "sveltia, or decap for closed networks",
        example="sveltia",
        default=FormEngine.SVELTIA,
    )
    sign_in: WebAddress | None = field(
        "登录服务",
        "替表单办理平台登录的服务的网址",
        "Address of the service that signs editors in to the forge",
        example="https://api.netlify.com",
    )
    app_id: Text | None = field(
        "应用编号", "在 GitLab 或 Gitea 上登记的应用编号", "Id of the application registered with GitLab or Gitea"
    )

    @classmethod
    def from_text(cls, text: str) -> dict[str, str]:
        return {"engine": text}


class Holiday(Record):
    """A public holiday, or a weekend day worked in its place."""

    date: Day = field("日期", "哪一天", "Which day", example="2024-10-01", required=True)
    title: Text | None = field("标题 名称", "节日名称", "Its name", example="国庆节")
    workday: Boolean | None = field("调休", "是调休的工作日", "A weekend day that is worked", example="否")


class Site(DocumentRecord):
    """A site's settings."""

    COLLECTION: ClassVar[str] = ""
    KIND: ClassVar[str] = "site"
    KIND_NAME = say("站点设置", "Site settings")

    title: Text = field("标题 名称", "站点名称", "The site's name", required=True)
    language: SiteLanguage = field(
        "语言", "界面语言", "Language of the interface", example="zh-CN", default=SiteLanguage.CHINESE
    )
    base_url: WebAddress | None = field(
        "网址",
        "正式网址，供站点地图和订阅用",
        "Public address, for sitemap and feeds",
        example="https://www.example.org/",
    )
    owner: Text | None = field("主办单位", "主办单位", "Who publishes the site")
    accent: Colour | None = field(
        "主色",
        "链接、按钮和页眉的颜色，深色界面里自动调亮",
        "Colour of links, buttons and the head of the page; lightened in dark mode",
        example="8c1c2f",
    )
    record_numbers: tuple[Text, ...] = many("备案号", "备案号", "Registration numbers")
    repository: Repository | None = field("仓库", "源文件所在的仓库", "Where the sources are kept")
    credits: Credits | None = field(
        "致谢",
        "是否列出参与编写的人；不写就不列",
        "Whether those who worked on the sources are named; without it they are not",
    )
    admin: Admin | None = field(
        "网上编辑",
        "在 admin/ 放一张在浏览器里填的表，不写就没有；要先写仓库",
        "A form in the browser at admin/, none unless written; needs the repository",
        example="sveltia",
    )
    packs: tuple[PackRef, ...] = many("规则包", "默认的规则包", "Rule packs for plans that name none")
    minutes_per_hour: Positive | None = field("每学时分钟", "一学时多少分钟", "Minutes in a class hour", example="45")
    hours_per_day: Positive | None = field("每天学时", "一天多少学时", "Class hours in a day", example="6")
    hours_per_credit: Positive | None = field("每学分学时", "一学分多少学时", "Class hours in a credit")
    days_per_week: Positive | None = field("每周天数", "一周几天", "Days in a week", example="5")
    report: Visibility = field(
        "报告公开", "报告公开还是内部", "Whether the report is public", example="public", default=Visibility.PUBLIC
    )
    holidays: tuple[Holiday, ...] = many("节假日", "节假日和调休", "Holidays and worked weekends")
