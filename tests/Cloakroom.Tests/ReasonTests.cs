using System.Reflection;
using System.Text.RegularExpressions;

namespace Cloakroom.Tests;

public sealed partial class ReasonTests
{
    // The stable codes and the status each is answered with; a program somewhere relies on every line.
    public static TheoryData<string, int> Stable => new()
    {
        { "no_credentials", 401 }, { "malformed", 401 }, { "unknown_session", 401 }, { "expired_idle", 401 }, { "expired_absolute", 401 },
        { "revoked", 401 }, { "user_disabled", 401 }, { "ambiguous_credentials", 401 }, { "store_unavailable", 503 }, { "csrf_cross_site", 403 },
        { "csrf_same_site", 403 }, { "csrf_origin", 403 }, { "csrf_token_missing", 403 }, { "csrf_token_invalid", 403 },
        { "fresh_login_required", 401 }, { "role_required", 403 }, { "invalid_credentials", 401 }, { "too_many_attempts", 429 },
        { "overloaded", 503 }, { "email_taken", 409 }, { "weak_password", 400 }, { "invalid_request", 400 }, { "conflict", 412 }, { "too_large", 413 },
    };

    [Theory, MemberData(nameof(Stable))]
    public void A_stable_code_keeps_its_status(string code, int status) => Assert.Equal(status, Assert.Single(Reason.All, r => r.Code == code).Status);

    [Fact]
    public void Codes_are_unique_and_in_snake_case()
    {
        Assert.Distinct(Reason.All.Select(r => r.Code), StringComparer.Ordinal);
        Assert.All(Reason.All, r => Assert.Matches(SnakeCase(), r.Code));
        Assert.All(Reason.All, r => Assert.Equal(r.Code, r.ToString()));
    }

    [Fact]
    public void Every_reason_has_a_sentence_a_fix_and_an_error_status() => Assert.All(Reason.All, r =>
    {
        Assert.InRange(r.Status, 400, 599);
        Assert.Matches(Sentence(), r.Title);
        Assert.Matches(Sentence(), r.Fix);
    });

    [Fact]
    public void The_table_has_every_reason_that_is_declared() => Assert.Equal(
        typeof(Reason).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == typeof(Reason)).Select(p => p.GetValue(null)),
        Reason.All);

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SnakeCase();

    [GeneratedRegex(@"^[A-Z].+\.$", RegexOptions.None, 1000)]
    private static partial Regex Sentence();
}
