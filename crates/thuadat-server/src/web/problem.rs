//! Why there is no answer, as RFC 9457 has it.

use crate::access::Role;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use thuadat::Message;
use thuadat::cadastre::DatabaseError;

/// Why there is no answer. The code is a public contract, the sentences are for people.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) detail: Message,
    links: Vec<Value>,
}

impl Problem {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { status, code, detail: Message { vi: vi.into(), en: en.into() }, links: Vec::new() }
    }

    /// With addresses that help.
    pub(crate) fn with_links(mut self, links: Vec<Value>) -> Self {
        self.links = links;
        self
    }

    /// The client asks for something that makes no sense.
    pub(crate) fn bad_parameter(name: &str, vi: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad-parameter",
            format!("tham số {name}: {}", vi.as_ref()),
            format!("the parameter {name}: {}", en.as_ref()),
        )
    }

    /// There is nothing at this address.
    pub(crate) fn not_found(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", vi, en)
    }

    /// Too much is asked for at once.
    pub(crate) fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "máy chủ đang bận; hãy thử lại sau ít giây",
            "the server has too much to do; try again in a few seconds",
        )
    }

    /// For this another key is needed.
    pub(crate) fn forbidden(role: Role) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            format!("cần khóa có vai trò {role} (header Authorization: Bearer …), cho xã này"),
            format!("this needs a key of the role {role} (header Authorization: Bearer …), for this commune"),
        )
    }

    /// What is asked for takes too long by itself: asking again does not help, asking for less does.
    pub(crate) fn too_slow() -> Self {
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "too-slow",
            "câu hỏi này cần nhiều thời gian hơn máy chủ cho phép; hãy hỏi một vùng nhỏ hơn hoặc ít thửa hơn",
            "this question takes longer than the server allows; ask for a smaller area or for fewer parcels",
        )
    }

    /// The body of a request is larger than is read.
    pub(crate) fn too_large(most: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("nội dung gửi lên quá lớn; nhiều nhất {most} byte"),
            format!("what was sent is too large; {most} bytes at most"),
        )
    }

    /// Something broke that should not.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "máy chủ gặp lỗi; nhật ký của máy chủ ghi rõ theo mã yêu cầu",
            "the server failed; its log says more under the id of the request",
        )
    }
}

/// What the database says may name a server: it goes to the log, not to the client.
impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Self {
        tracing::error!(error = %error, "the store does not answer");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "store-unavailable",
            "kho dữ liệu tạm thời không trả lời; hãy thử lại sau ít giây",
            "the store does not answer at the moment; try again in a few seconds",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": "about:blank",
            "status": self.status.as_u16(),
            "title": self.status.canonical_reason().unwrap_or_default(),
            "code": self.code,
            "detail": self.detail.en,
            "detail_vi": self.detail.vi,
        });
        if !self.links.is_empty() {
            body["links"] = Value::Array(self.links);
        }
        let mut response = (
            self.status,
            [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")],
            body.to_string(),
        )
            .into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}
