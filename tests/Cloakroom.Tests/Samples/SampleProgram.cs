using System.Net;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.Samples;

/// <summary>A sample as its reader starts it: the built program, and a client that keeps cookies.</summary>
internal sealed class SampleProgram : IAsyncDisposable
{
    private readonly StartedProgram _program;
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false };

    private SampleProgram(StartedProgram program)
    {
        _program = program;
        Http = new HttpClient(_handler) { BaseAddress = program.Address };
        // What a browser says of a page's own requests.
        Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
    }

    public HttpClient Http { get; }

    public CookieCollection Cookies => _handler.CookieContainer.GetCookies(_program.Address);

    public static Task<SampleProgram> StartAsync(string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, name + ".dll");
        return StartFileAsync(program);
    }

    /// <summary>The same for a program that lies elsewhere.</summary>
    public static async Task<SampleProgram> StartFileAsync(string program) => new(await StartedProgram.StartAsync(program));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _handler.Dispose();
        await _program.DisposeAsync();
    }
}
