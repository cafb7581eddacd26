namespace Cloakroom.Server.Doctor;

/// <summary>What only the page's own script can do.</summary>
internal static class Credentials
{
    public static Finding Advice(Uri api) => new("fetch-credentials", Weight.Advice,
        $"To a script, {api} is another origin: fetch and XMLHttpRequest neither send cookies there nor keep those of the answer unless the call says so, at the login too.",
        $"fetch(\"{api}\", {{ credentials: \"include\" }}); axios: withCredentials: true, as an option and not as a header; XMLHttpRequest: withCredentials = true.");
}
