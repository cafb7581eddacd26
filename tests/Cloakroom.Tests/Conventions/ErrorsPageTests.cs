using System.Text;

namespace Cloakroom.Tests.Conventions;

public sealed class ErrorsPageTests
{
    [Fact]
    public void The_page_of_errors_is_generated_from_the_reasons()
    {
        var page = new StringBuilder("""
            # Reasons

            Every refusal has one of these codes. It is the `code` of the `application/problem+json` body and a tag on logs, metrics and
            traces; in Development it is also the response header `Session-Reason`. Codes are stable: programs may rely on them.

            | code | status | meaning | what to do |
            |---|---|---|---|

            """);
        foreach (Reason reason in Reason.All)
        {
            page.Append($"| `{reason.Code}` | {reason.Status} | {reason.Title} | {reason.Fix} |\n");
        }

        page.Append("\nThis page is generated from `src/Cloakroom/Reason.cs`; `./test --accept` writes it anew.\n");
        Accepted.Equal("docs/errors.md", page.ToString());
    }

    [Fact]
    public void Codes_are_unique_words_and_every_reason_says_what_to_do()
    {
        Assert.Distinct(Reason.All.Select(r => r.Code), StringComparer.Ordinal);
        Assert.All(Reason.All, reason =>
        {
            Assert.Matches("^[a-z]+(_[a-z]+)*$", reason.Code);
            Assert.InRange(reason.Status, 400, 503);
            Assert.EndsWith(".", reason.Title, StringComparison.Ordinal);
            Assert.EndsWith(".", reason.Fix, StringComparison.Ordinal);
        });
    }
}
