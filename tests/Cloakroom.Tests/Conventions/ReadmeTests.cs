using System.Net;
using System.Net.Http.Json;

namespace Cloakroom.Tests.Conventions;

/// <summary>The program in the README is compiled and used as a reader would.</summary>
public sealed class ReadmeTests
{
    private static readonly string Program = Markdown.FirstBlock("README.md", "csharp") ?? "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_program_has_15_lines_at_most_and_ends_within_the_first_20()
    {
        string[] readme = Repository.Read("README.md").Split('\n');
        string[] program = Program.TrimEnd('\n').Split('\n');
        Assert.InRange(program.Length, 5, 15);
        Assert.InRange(Array.LastIndexOf(readme, program[^1]), 0, 19);
    }

    [Fact]
    public async Task The_program_runs_and_recognises_who_logged_in()
    {
        await using StartedProgram program = await BuildAndStartAsync();
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = program.Address };

        using HttpResponseMessage wrong = await client.PostAsJsonAsync("/login", new { name = "ada", password = "guessed" }, Cancellation);
        using HttpResponseMessage login = await client.PostAsJsonAsync("/login", new { name = "ada", password = "a long and secret sentence" }, Cancellation);
        using HttpResponseMessage anonymous = await client.GetAsync("/settings", Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);

        string line = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^session_id=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400$", line);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/settings");
        request.Headers.Add("Cookie", line[..line.IndexOf(';', StringComparison.Ordinal)]);
        using HttpResponseMessage settings = await client.SendAsync(request, Cancellation);
        Assert.Equal("user #42", await settings.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<StartedProgram> BuildAndStartAsync()
    {
        string folder = Repository.PathOf("artifacts/conventions/readme");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program, Cancellation);
        // A reader's project has the compiler's rules, not the house's.
        await File.WriteAllTextAsync(Path.Combine(folder, "Readme.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup><RunAnalyzers>false</RunAnalyzers></PropertyGroup>
              <ItemGroup>
                <Compile Include="Program.cs" />
                <ProjectReference Include="../../../src/Cloakroom.AspNetCore/Cloakroom.AspNetCore.csproj" />
                <ProjectReference Include="../../../src/Cloakroom.Sqlite/Cloakroom.Sqlite.csproj" />
              </ItemGroup>
            </Project>
            """, Cancellation);
        (int status, string output) = await Command.BuildAsync(folder);
        Assert.True(status == 0, output);
        return await StartedProgram.StartAsync(Repository.PathOf($"artifacts/bin/Readme/{Repository.Configuration}/Readme.dll"));
    }
}
