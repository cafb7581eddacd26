using Cloakroom.Tests.Conventions;
using Cloakroom.Tests.Server;

namespace Cloakroom.Tests.Samples;

public sealed class JarClientTests
{
    [Fact]
    public async Task It_logs_in_and_says_what_became_of_every_cookie()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();

        (int status, string output) = await RunAsync(server.Url.ToString(), RunningServer.Email, RunningServer.Password);

        Assert.Equal(0, status);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // The server knows the device again, also after the logout.
        Assert.Contains(lines, l => l.StartsWith("device: Stored (", StringComparison.Ordinal));
        Assert.Collection(
            lines.Where(l => !l.StartsWith("device: ", StringComparison.Ordinal)),
            l => Assert.Matches("^POST .*/auth/login.*: 200$", l),
            l => Assert.StartsWith("session_id: Stored (", l, StringComparison.Ordinal),
            l => Assert.Matches("^GET .*/auth/session.*: 200$", l),
            l => Assert.StartsWith("session_id: Sent (", l, StringComparison.Ordinal),
            l => Assert.EndsWith("a page of another site:", l, StringComparison.Ordinal),
            l => Assert.Matches("^GET .*/auth/session.* elsewhere.*: 401$|^GET .*/auth/session.*elsewhere.example.*: 401$", l),
            l => Assert.StartsWith("session_id: Withheld (", l, StringComparison.Ordinal),
            l => Assert.Matches("^POST .*/auth/logout.*: 204$", l),
            l => Assert.StartsWith("session_id: Sent (", l, StringComparison.Ordinal),
            l => Assert.StartsWith("session_id: Deleted (", l, StringComparison.Ordinal),
            l => Assert.Equal("Cookies left: 1", l));
    }

    [Fact]
    public async Task Without_arguments_it_says_what_to_write()
    {
        (int status, string output) = await RunAsync();
        Assert.Equal((1, true), (status, output.StartsWith("Write: JarClient ", StringComparison.Ordinal)));
    }

    private static Task<(int Status, string Output)> RunAsync(params string[] args)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(own.Parent!.Parent!.FullName, "JarClient", own.Name, "JarClient.dll");
        return Command.RunAsync(own.FullName, "dotnet", [program, .. args]);
    }
}
