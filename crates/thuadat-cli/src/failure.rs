//! Why the program ends without a result, in the words of its user.

use crate::terminal::message;
use rayon::ThreadPoolBuildError;
use std::io;
use std::path::PathBuf;
use thuadat::cadastre::{
    CopyFailure, DatabaseError, EditFailure, ExportError, ImportFailure, MigrateError, OpenError,
    StoreLinkFailure, VerifyError,
};
use thuadat::campaign::RequirementsError;
use thuadat::handbook::PagesError;
use thuadat::link::LinkError;
use thuadat::profile::ProfileError;
use thuadat::report::{GeoJsonError, ReportError};
use thuadat::review::ReviewError;
use thuadat::selection::SelectionError;
use thuadat::{CheckError, Message};
use thuadat_server::{ConfigurationError, ExportTilesError, KeyFileError, ServeError, SourceError};

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is no such profile, or it is faulty.
    Profile(ProfileError),
    /// The value of an option is not one its profile can have.
    Option { option: &'static str, source: ProfileError },
    /// The rules asked for make no sense.
    Selection(SelectionError),
    /// The accepted findings or the earlier report could not be read.
    Review(ReviewError),
    /// The pages of the rules could not be written.
    Pages(PagesError),
    /// The input could not be checked.
    Check(CheckError),
    /// The input could not be linked.
    Link(LinkError),
    /// A store could not be linked.
    LinkStore(StoreLinkFailure),
    /// Nothing is named that rows are taken from.
    NoRegister,
    /// `--save` keeps links of the store's own registers alone.
    SaveOfGivenRegisters,
    /// What the campaign asks could not be read.
    Requirements(RequirementsError),
    /// A store could not be opened.
    Open(OpenError),
    /// A store could not be made or brought up to date.
    Migrate(MigrateError),
    /// A store does not answer.
    Database(DatabaseError),
    /// A store could not be proven.
    Verify(VerifyError),
    /// Files could not be imported.
    Import(ImportFailure),
    /// A store could not be exported.
    Export(ExportError),
    /// A store could not be copied.
    Copy(CopyFailure),
    /// A store could not be changed, or its past not be told.
    Edit(EditFailure),
    /// `--save` is for a store alone, and for all rules.
    SaveOfNoStore,
    /// What is to be served could not be opened.
    Source(SourceError),
    /// Settings of the server make no sense.
    Configuration(ConfigurationError),
    /// Keys could not be read or written.
    Keys(KeyFileError),
    /// Nothing is served.
    Serve(ServeError),
    /// Tiles could not be written.
    ExportTiles(ExportTilesError),
    /// A report file could not be written.
    Report(ReportError),
    /// A report was to be written over what is checked.
    OverwritesInput { report: PathBuf, input: PathBuf },
    /// A report is named twice.
    ReportTwice { report: PathBuf },
    /// An option that needs all parcels at once.
    NotStreamed { option: &'static str },
    /// `--crs` names a file that is not checked.
    CrsOfNoInput { file: String },
    /// The system refuses the threads asked for.
    Threads { count: usize, source: ThreadPoolBuildError },
    /// A sheet without any row to put into it.
    NoRows,
    /// A review file names those who decide, and is to be public.
    PublicReview,
    /// Standard output takes no more.
    Output(io::Error),
    /// The findings could not go to standard output as GeoJSON.
    GeoJsonOutput(GeoJsonError),
}

impl Failure {
    /// The sentence in both languages.
    pub(crate) fn message(&self) -> Message {
        match self {
            Self::Profile(error) => error.message(),
            Self::Option { option, source } => option_message(option, source),
            Self::Selection(error) => error.message(),
            Self::Review(error) => error.message(),
            Self::Pages(error) => error.message(),
            Self::Check(error) => error.message(),
            Self::Link(error) => error.message(),
            Self::LinkStore(error) => error.message(),
            Self::NoRegister => message(
                "thiếu sổ đăng ký: hãy nêu bằng --register SỔ; không có --register thì nêu một kho duy nhất, không kèm --renumbering, --units, \
                 để ghép các sổ và bảng đối chiếu có trong kho",
                "no register: name one with --register FILE; without --register, name one store and no --renumbering or --units, and the registers and lists in it are linked",
            ),
            Self::SaveOfGivenRegisters => message(
                "--save lưu kết quả ghép các sổ của kho: hãy nhập sổ vào kho bằng `thuadat import SỔ --into KHO`, rồi chạy `thuadat link KHO --save`",
                "--save keeps links of the store's own registers: import the register with `thuadat import FILE --into STORE`, then run `thuadat link STORE --save`",
            ),
            Self::Requirements(error) => error.message(),
            Self::Open(error) => error.message(),
            Self::Migrate(error) => error.message(),
            Self::Database(error) => error.message(),
            Self::Verify(error) => error.message(),
            Self::Import(error) => error.message(),
            Self::Export(error) => error.message(),
            Self::Copy(error) => error.message(),
            Self::Edit(error) => error.message(),
            Self::SaveOfNoStore => message(
                "--save lưu phát hiện vào kho: hãy nêu một kho duy nhất làm đầu vào",
                "--save keeps findings in a store: name one store and nothing else as input",
            ),
            Self::Source(error) => source_message(error),
            Self::Configuration(error) => error.message(),
            Self::Keys(error) => error.message(),
            Self::Serve(error) => error.message(),
            Self::ExportTiles(error) => error.message(),
            Self::Report(error) => error.message(),
            Self::OverwritesInput { report, input } => {
                let (report, input) = (report.display(), input.display());
                message(
                    format!("báo cáo {report} sẽ ghi đè lên tệp đầu vào {input}; hãy chọn đường dẫn khác"),
                    format!("the report {report} would overwrite the input {input}; give another path"),
                )
            }
            Self::ReportTwice { report } => message(
                format!("báo cáo {} được nêu hai lần; mỗi tệp chỉ nêu một lần", report.display()),
                format!("the report {} is named twice; name each file once", report.display()),
            ),
            Self::NotStreamed { option } => message(
                format!(
                    "{option} cần xét mọi thửa cùng lúc nên không dùng được với --stream; hãy bỏ một trong hai"
                ),
                format!(
                    "{option} needs all parcels at once, which --stream does not have; leave one of them out"
                ),
            ),
            Self::CrsOfNoInput { file } => message(
                format!("--crs nêu hệ tọa độ của {file}, nhưng không có tệp đầu vào nào tên như vậy"),
                format!("--crs names the coordinate system of {file}, which is none of the files to check"),
            ),
            Self::Threads { count, source } => message(
                format!("không chạy được {count} luồng: hệ thống báo “{source}”; hãy giảm --threads"),
                format!("cannot start {count} threads: {source}; ask for fewer with --threads"),
            ),
            Self::NoRows => message(
                "chưa có gì để điền: hãy đưa sổ đăng ký vào bằng --register, hoặc thêm --without-certificate để lấy các thửa của bản đồ",
                "nothing to fill the sheet with: give registers with --register, or take the parcels of the map with --without-certificate",
            ),
            Self::PublicReview => message(
                "tệp xem xét ghi tên cán bộ quyết định và ghi chú của họ nên không công bố được: hãy bỏ --public hoặc --review",
                "a review file holds the names of those who decide and what they note, and cannot be public: leave out --public or --review",
            ),
            Self::Output(error) => message(
                format!("không ghi được ra đầu ra chuẩn: hệ thống báo “{error}”"),
                format!("cannot write to standard output: {error}"),
            ),
            Self::GeoJsonOutput(error) => {
                let Message { vi, en } = error.message();
                message(
                    format!("không ghi được GeoJSON ra đầu ra chuẩn: {vi}"),
                    format!("cannot write GeoJSON to standard output: {en}"),
                )
            }
        }
    }

    /// Whether whoever read our output has seen enough.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Output(error) | Self::GeoJsonOutput(GeoJsonError::Io(error)) => {
                error.kind() == io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }
}

/// An empty store would serve nothing: says how one with parcels is made.
fn source_message(error: &SourceError) -> Message {
    match error {
        SourceError::Open(OpenError::NotFound { store }) => message(
            format!(
                "không có kho {store}; hãy kiểm tra lại tên, hoặc lập kho từ bản đồ: `thuadat import BẢN_ĐỒ --into {store}`"
            ),
            format!(
                "there is no store {store}; check the spelling, or make one of a map: `thuadat import MAP --into {store}`"
            ),
        ),
        error => error.message(),
    }
}

/// Names the option the user typed, not the threshold it stands for.
fn option_message(option: &str, source: &ProfileError) -> Message {
    match source {
        ProfileError::BadSetting { value, expected, .. } => message(
            format!("{option} đang là {value}, phải là {}", expected.vi),
            format!("{option} is {value}, must be {}", expected.en),
        ),
        other => {
            let Message { vi, en } = other.message();
            message(format!("{option}: {vi}"), format!("{option}: {en}"))
        }
    }
}

impl From<ProfileError> for Failure {
    fn from(error: ProfileError) -> Self {
        Self::Profile(error)
    }
}

impl From<SelectionError> for Failure {
    fn from(error: SelectionError) -> Self {
        Self::Selection(error)
    }
}

impl From<ReviewError> for Failure {
    fn from(error: ReviewError) -> Self {
        Self::Review(error)
    }
}

impl From<PagesError> for Failure {
    fn from(error: PagesError) -> Self {
        Self::Pages(error)
    }
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        Self::Check(error)
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

impl From<StoreLinkFailure> for Failure {
    fn from(error: StoreLinkFailure) -> Self {
        Self::LinkStore(error)
    }
}

impl From<RequirementsError> for Failure {
    fn from(error: RequirementsError) -> Self {
        Self::Requirements(error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        Self::Migrate(error)
    }
}

impl From<ImportFailure> for Failure {
    fn from(error: ImportFailure) -> Self {
        Self::Import(error)
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        Self::Export(error)
    }
}

impl From<CopyFailure> for Failure {
    fn from(error: CopyFailure) -> Self {
        Self::Copy(error)
    }
}

impl From<EditFailure> for Failure {
    fn from(error: EditFailure) -> Self {
        Self::Edit(error)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::Report(error)
    }
}

impl From<GeoJsonError> for Failure {
    fn from(error: GeoJsonError) -> Self {
        Self::GeoJsonOutput(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat::{CheckRequest, ReadRequest, Unobserved, check_file, profile};

    fn check(failure: &Failure, vi_begins: &str, en_begins: &str) {
        let Message { vi, en } = failure.message();
        assert!(vi.starts_with(vi_begins), "{vi}");
        assert!(en.starts_with(en_begins), "{en}");
    }

    #[test]
    fn failures_are_told_in_both_languages() {
        let profile = profile::named("strict").expect("built in");
        let missing = CheckRequest { read: ReadRequest::of("khong_co.gpkg"), profile };
        let missing = check_file(&missing, &Unobserved).expect_err("there is no such file");
        check(&missing.into(), "không có tệp khong_co.gpkg; ", "there is no file khong_co.gpkg; ");
        let unknown = profile::named("stric").expect_err("there is no such profile");
        check(&unknown.into(), "không có bộ quy tắc nào tên là `stric`", "no profile is called `stric`");
        let overwrites = Failure::OverwritesInput { report: "a.gpkg".into(), input: "./a.gpkg".into() };
        check(
            &overwrites,
            "báo cáo a.gpkg sẽ ghi đè lên tệp đầu vào ./a.gpkg",
            "the report a.gpkg would overwrite the input ./a.gpkg",
        );
        let not_streamed = Failure::NotStreamed { option: "--bbox" };
        check(&not_streamed, "--bbox cần xét mọi thửa cùng lúc", "--bbox needs all parcels at once");
        let crs = Failure::CrsOfNoInput { file: "to_3.dxf".to_owned() };
        check(&crs, "--crs nêu hệ tọa độ của to_3.dxf", "--crs names the coordinate system of to_3.dxf");
        let no_crs = Failure::GeoJsonOutput(GeoJsonError::NoCrs);
        check(
            &no_crs,
            "không ghi được GeoJSON ra đầu ra chuẩn: ",
            "cannot write GeoJSON to standard output: ",
        );
        let full = Failure::Output(io::ErrorKind::StorageFull.into());
        check(&full, "không ghi được ra đầu ra chuẩn: ", "cannot write to standard output: ");
    }

    #[test]
    fn option_is_named_as_it_was_typed() {
        let absurd =
            profile::named("strict").expect("built in").with_tolerance_m(200.0).expect_err("too wide");
        check(
            &Failure::Option { option: "--tolerance", source: absurd },
            "--tolerance đang là 200, phải là một số từ 0 đến 100",
            "--tolerance is 200, must be a number from 0 to 100",
        );
    }

    #[test]
    fn closed_pipe_is_no_failure_of_others() {
        assert!(Failure::Output(io::ErrorKind::BrokenPipe.into()).is_broken_pipe());
        assert!(Failure::GeoJsonOutput(GeoJsonError::Io(io::ErrorKind::BrokenPipe.into())).is_broken_pipe());
        assert!(!Failure::Output(io::ErrorKind::StorageFull.into()).is_broken_pipe());
    }
}
