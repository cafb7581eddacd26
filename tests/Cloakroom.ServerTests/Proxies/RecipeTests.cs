using System.Diagnostics;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>The recipes as they lie there, for whoever tries one out.</summary>
public sealed class RecipeTests
{
    [Fact]
    public async Task In_nginx_a_return_answers_before_anybody_is_asked_which_the_page_warns_of()
    {
        int port = FreePort.Next();
        Dictionary<string, string> files = Recipe.Files("nginx", port, FreePort.Next(), FreePort.Next());
        const string trap = "location /trap { include cloakroom-protect.conf; return 200 open; }";
        string http = files["app.conf"].Replace("location / {", trap + "\n    location / {", StringComparison.Ordinal);
        await using NginxProcess nginx = await NginxProcess.StartAsync(port, http, files);
        using var caller = new Caller(nginx.Url);
        Assert.Equal((200, "open"), ((await caller.GetAsync("/trap")).Status, (await caller.GetAsync("/trap")).Body));
        Assert.Equal(503, (await caller.GetAsync("/")).Status);
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "proxies.md"), TestContext.Current.CancellationToken);
        Assert.Contains("`return` in a protected location of nginx answers before anybody is asked", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/sbin/nginx", "nginx", "-t", "-p", ".", "-c", "nginx.conf", "-e", "stderr")]
    [InlineData("/usr/bin/caddy", "caddy", "validate", "--config", "Caddyfile", "--adapter", "caddyfile")]
    public async Task A_recipe_is_one_that_the_proxy_understands(string program, string name, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(program), $"There is no {program} here.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-recipe-");
        try
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "proxies", name)))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullName, UseShellExecute = false, RedirectStandardError = true };
            start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = start.Environment["XDG_CONFIG_HOME"] = folder.FullName;
            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
            string said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
