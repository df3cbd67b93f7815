//! Small samples, true to the formats, and what they give.

use super::*;

const TWITCH: &str = include_str!("../../../tests/chats/twitch.json");
const YOUTUBE: &str = include_str!("../../../tests/chats/youtube.live_chat.json");
const DANMAKU: &str = include_str!("../../../tests/chats/danmaku.xml");

fn csv(text: &str) -> String {
    read(text).unwrap().trace.to_csv()
}

#[test]
fn twitch_downloader() {
    assert_eq!(csv(TWITCH), "offset_ms,viewer,bytes\n2500,1,11\n7000,2,14\n7200,1,9\n");
    assert_eq!(read(TWITCH).unwrap().format, Format::Twitch);
}

#[test]
fn yt_dlp_live_chat() {
    // Ten seconds before the start is the start; an emoji counts as its name.
    let expected = "offset_ms,viewer,bytes\n0,1,5\n15123,2,15\n16000,1,6\n19000,3,9\n";
    assert_eq!(csv(YOUTUBE), expected);
    let read = read(YOUTUBE).unwrap();
    assert_eq!((read.format, read.passed_over), (Format::YouTube, 2));
}

#[test]
fn bilibili_danmaku() {
    assert_eq!(csv(DANMAKU), "offset_ms,viewer,bytes\n12500,1,11\n23826,2,6\n24000,2,15\n");
    let read = read(DANMAKU).unwrap();
    assert_eq!((read.format, read.passed_over), (Format::Danmaku, 1));
}

#[test]
fn a_trace_is_read_as_it_was_written_also_behind_a_byte_order_mark() {
    let text = csv(TWITCH);
    assert_eq!(csv(&text), text);
    assert_eq!(csv(&format!("\u{feff}{text}")), text);
}

#[test]
fn what_is_no_chat_log_is_refused_with_its_line() {
    for (text, line, what) in [
        ("", 1, "danmaku"),
        ("hello\n", 1, "danmaku"),
        ("{}", 1, "comments"),
        ("{\"comments\":[]}", 1, "no message"),
        ("{\"comments\":[\n{\"content_offset_seconds\":\"x\"}]}", 2, "TwitchDownloader"),
        ("{\"replayChatItemAction\":{}}\n{\n", 2, "yt-dlp"),
        ("<i>\n<d p=\"x\">a</d></i>", 2, "seconds"),
        ("<i>\n\n<d p=\"1,1,1,1,1,1,u,1\">a", 3, "</d>"),
        ("<i><d p=\"9e99,1,1,1,1,1,u,1\">a</d></i>", 1, "no moment"),
        ("<html></html>", 1, "no message"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error}");
        assert!(error.what.contains(what), "{text}: {error}");
    }
}
