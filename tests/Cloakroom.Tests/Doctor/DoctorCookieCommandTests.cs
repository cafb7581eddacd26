using System.Text.Json;
using Cloakroom.Server.Cli;

namespace Cloakroom.Tests.Doctor;

/// <summary><c>doctor cookie</c> on the command line.</summary>
public sealed class DoctorCookieCommandTests
{
    private static readonly string[] Addresses = ["--from", "https://api.example/login", "--to", "https://api.example/me"];

    [Fact]
    public async Task A_diagnosis_is_text_that_stands_by_itself()
    {
        (int status, string output, string errors) = await RunAsync(["doctor", "cookie", "sid=top-secret; Path=/", .. Addresses, "--initiator", "https://app.test/"]);
        Assert.Equal((0, ""), (status, errors));
        Assert.Contains("STORED  stored, RFC 6265bis 5.7 step 24", output, StringComparison.Ordinal);
        Assert.Contains("WITHHELD  samesite-lax-subresource", output, StringComparison.Ordinal);
        Assert.Contains("Set-Cookie: sid=…; Path=/; SameSite=None; Secure", output, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public async Task The_same_is_there_as_JSON()
    {
        (int status, string output, _) = await RunAsync(["doctor", "cookie", "sid=top-secret; Path=/; SameSite=Strict", .. Addresses, "--initiator", "https://app.test/", "--navigation", "--json"]);
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal((0, false), (status, report.GetProperty("works").GetBoolean()));
        Assert.Equal("stored", report.GetProperty("received").GetProperty("rule").GetString());
        Assert.Equal("samesite-strict-cross-site", report.GetProperty("sent").GetProperty("rule").GetString());
        Assert.Equal("sid=…; Path=/; SameSite=Lax", report.GetProperty("change").GetProperty("line").GetString());
        Assert.DoesNotContain("top-secret", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor cookie", "Write one line in quotes")]
    [InlineData("doctor cookie a=b c=d --from https://a.example --to https://a.example", "Write one line in quotes")]
    [InlineData("doctor cookie a=b", "--from is missing")]
    [InlineData("doctor cookie a=b --from https://a.example", "--to is missing")]
    [InlineData("doctor cookie a=b --from ftp://a.example --to https://a.example", "--from 'ftp://a.example' is not an http or https address")]
    [InlineData("doctor cookie a=b --from https://a.example --to /me", "--to '/me' is not")]
    [InlineData("doctor cookie a=b --from https://user:pw@a.example --to https://a.example", "is not an http or https address")]
    [InlineData("doctor cookie a=b --from https://a.example --to https://a.example --method G/T", "is not a method")]
    [InlineData("doctor cookie a=b --from https://a.example --to https://a.example --initiator nobody", "--initiator 'nobody'")]
    [InlineData("doctor cookie a=b --from https://a.example --to https://a.example --Store memory:", "--Store is no flag")]
    [InlineData("doctor cookie a=b --from https://a.example --to https://a.example --admin", "--admin is no flag")]
    [InlineData("doctor cookie a=b --from", "--from has no value")]
    public async Task Bad_input_is_one_line_and_status_1(string line, string sentence)
    {
        (int status, string output, string errors) = await RunAsync(line.Split(' '));
        Assert.Equal((1, ""), (status, output));
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("=")]
    [InlineData(";;;=;=;;")]
    [InlineData("\0")]
    [InlineData("a=b; Domain=..")]
    [InlineData("a=b; Domain=[::1; Path=\ud800")]
    [InlineData("'")]
    public async Task Any_line_gets_a_diagnosis(string line)
    {
        (int status, string output, string errors) = await RunAsync(["doctor", "cookie", line, .. Addresses]);
        Assert.Equal((0, ""), (status, errors));
        Assert.NotEmpty(output);
    }

    internal static async Task<(int Status, string Output, string Errors)> RunAsync(IReadOnlyList<string> args)
    {
        using StringWriter output = new(), errors = new();
        int status = await Commands.RunAsync(args, TextReader.Null, output, errors);
        return (status, output.ToString(), errors.ToString());
    }
}
