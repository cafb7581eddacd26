using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The people of one test: each has a device of their own, and all of them leave when the test ends.</summary>
public abstract class People(Chromium chromium) : IAsyncDisposable
{
    private readonly List<IBrowserContext> _contexts = [];

    public async ValueTask DisposeAsync()
    {
        foreach (IBrowserContext context in _contexts)
        {
            await context.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Somebody new.</summary>
    protected async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await chromium.NewContextAsync(options);
        _contexts.Add(context);
        return context;
    }

    /// <summary>Somebody new, with a tab open.</summary>
    protected async Task<IPage> NewPageAsync(BrowserNewContextOptions? options = null) => await (await NewContextAsync(options)).NewPageAsync();
}
