using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class CookieHeaderTests
{
    private const string Name = "__Host-session_id";

    [Theory]
    [InlineData("__Host-session_id=abc", "abc")]
    [InlineData("theme=dark; __Host-session_id=abc; lang=en", "abc")]
    [InlineData("theme=dark;__Host-session_id=abc;lang=en", "abc")]
    [InlineData(" \t__Host-session_id \t= \tabc \t", "abc")]
    [InlineData("__Host-session_id=", "")]
    [InlineData("__Host-session_id=a=b=c", "a=b=c")]
    [InlineData("__Host-session_id=\"abc\"", "\"abc\"")]
    [InlineData("__Host-session_id=%61bc", "%61bc")]
    [InlineData(";;; ;__Host-session_id=abc;;", "abc")]
    public void The_cookie_is_found_and_its_value_is_left_as_it_came(string header, string expected)
    {
        Assert.Equal(CookieMatch.One, CookieHeader.Find(header, Name, out ReadOnlySpan<char> value));
        Assert.Equal(expected, value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("theme=dark")]
    [InlineData("session_id=abc")]
    [InlineData("sid=abc")]
    [InlineData("__Host-session_id2=abc")]
    [InlineData("x__Host-session_id=abc")]
    public void Another_cookie_is_not_taken_for_it(string header) => AssertNotFound(header);

    // Percent-encoded and case-folded names: CVE-2020-1045, CVE-2020-8184.
    [Theory]
    [InlineData("__%48ost-session_id=evil")]
    [InlineData("%5F%5FHost-session_id=evil")]
    [InlineData("__host-session_id=evil")]
    [InlineData("__HOST-SESSION_ID=evil")]
    [InlineData("__Host-session%5Fid=evil")]
    [InlineData("__Host-session_id%3Devil")]
    [InlineData("__Host-\u017Fession_id=evil")]
    [InlineData("\"__Host-session_id\"=evil")]
    [InlineData("__Host-session_id\u00A0=evil")]
    [InlineData("\u00A0__Host-session_id=evil")]
    [InlineData("\v__Host-session_id=evil")]
    [InlineData("__Host-session_id\0=evil")]
    public void A_name_is_compared_octet_by_octet_and_never_decoded(string header) => AssertNotFound(header);

    // A nameless cookie whose value looks like the real one: CVE-2023-23934.
    [Theory]
    [InlineData("=__Host-session_id=evil")]
    [InlineData("x; =__Host-session_id=evil")]
    [InlineData(" = __Host-session_id=evil")]
    [InlineData("__Host-session_id")]
    [InlineData("x; __Host-session_id; y")]
    public void A_nameless_cookie_smuggles_nothing(string header) => AssertNotFound(header);

    [Theory]
    [InlineData("a=b, __Host-session_id=evil")]
    [InlineData("a=\"b; c\", __Host-session_id=evil")]
    [InlineData("a=b\n__Host-session_id=evil")]
    public void Only_a_semicolon_separates(string header) => AssertNotFound(header);

    [Fact]
    public void Quotes_do_not_hide_a_semicolon()
    {
        Assert.Equal(CookieMatch.One, CookieHeader.Find("a=\"b; __Host-session_id=abc; c\"", Name, out ReadOnlySpan<char> value));
        Assert.Equal("abc", value.ToString());
    }

    // Cookie tossing: whoever may set a cookie for a sibling host or another path can add a second one.
    [Theory]
    [InlineData("__Host-session_id=A; __Host-session_id=B")]
    [InlineData("__Host-session_id=A; __Host-session_id=A")]
    [InlineData("__Host-session_id=A;x=y;__Host-session_id =B")]
    [InlineData("__Host-session_id=; __Host-session_id=B")]
    [InlineData("__Host-session_id=A; __Host-session_id=B; __Host-session_id=C")]
    public void Two_cookies_of_the_name_are_one_too_many(string header) =>
        Assert.Equal(CookieMatch.Several, CookieHeader.Find(header, Name, out _));

    [Fact]
    public void The_name_for_plain_http_does_not_match_the_prefixed_one_nor_the_other_way_round()
    {
        const string Both = "session_id=A; __Host-session_id=B";
        CookieHeader.Find(Both, Name, out ReadOnlySpan<char> secure);
        CookieHeader.Find(Both, "session_id", out ReadOnlySpan<char> plain);
        Assert.Equal("B", secure.ToString());
        Assert.Equal("A", plain.ToString());
    }

    [Fact]
    public void All_pairs_are_listed_in_order_and_a_nameless_one_has_no_name() =>
        Assert.Equal(
            [new("a", "1"), new("", "alone"), new("", "b=2"), new("a", "3=4")],
            CookieHeader.Parse(" a = 1 ; alone;; =b=2;\ta=3=4 "));

    private static void AssertNotFound(string header)
    {
        Assert.Equal(CookieMatch.None, CookieHeader.Find(header, Name, out ReadOnlySpan<char> value));
        Assert.True(value.IsEmpty);
    }
}
