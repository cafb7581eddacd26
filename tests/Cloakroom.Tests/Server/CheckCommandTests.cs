using System.Text.Json;
using Cloakroom.Server.Cli;

namespace Cloakroom.Tests.Server;

public sealed class CheckCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_says_where_each_setting_comes_from_and_shows_no_value()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "appsettings.json"),
            """{"$schema":"cloakroom.schema.json","Cloakroom":{"Session":{"Idle":"00:30:00","SameSite":"Lax"},"Mail":{"Host":"localhost","From":"a@example.org","Password":"hunter2","User":"a"}}}""",
            TestContext.Current.CancellationToken);
        (int status, string output, string errors) = await RunAsync("--session:samesite", "Strict");
        Assert.Equal((0, ""), (status, errors));
        Assert.Contains("Session:Idle  appsettings.json", output, StringComparison.Ordinal);
        Assert.Contains("Session:SameSite  flag", output, StringComparison.Ordinal);
        Assert.Contains("Mail:Password  appsettings.json", output, StringComparison.Ordinal);
        Assert.Contains("The settings are in order.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_a_program_it_is_json()
    {
        (int status, string output, _) = await RunAsync("--Session:Idle", "00:30:00", "--json");
        Assert.Equal(0, status);
        JsonElement line = Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray(), l => l.GetProperty("key").GetString() == "Session:Idle");
        Assert.Equal("flag", line.GetProperty("from").GetString());
    }

    [Theory]
    [InlineData("Session:Idle", "soon", "Cloakroom:Session:Idle is 'soon'")]
    [InlineData("Shutdown:Delay", "01:00:00", "Cloakroom:Shutdown:Delay is 01:00:00; write a time from 00:00:00 to 00:05:00")]
    [InlineData("Keys:Secret", "file:/nowhere/secret", "names the file /nowhere/secret, which cannot be read")]
    public async Task A_mistake_is_one_sentence_as_at_a_start(string key, string value, string sentence)
    {
        (int status, string output, string errors) = await RunAsync($"--{key}", value);
        Assert.Equal((1, ""), (status, output));
        Assert.Contains(sentence, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_opened()
    {
        string data = Path.Combine(_folder.FullName, "data", "cloakroom.db");
        (int status, _, _) = await RunAsync("--Store", $"sqlite:{data}", "--PublicUrl", "https://app.example");
        Assert.Equal(0, status);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    private async Task<(int Status, string Output, string Errors)> RunAsync(params string[] flags)
    {
        using StringWriter output = new(), errors = new();
        int status = await Commands.RunAsync(["serve", "--check", "--contentRoot", _folder.FullName, .. flags], TextReader.Null, output, errors);
        return (status, output.ToString(), errors.ToString());
    }
}
