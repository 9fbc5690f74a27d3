// The desk begins: the words first, since nothing can be said without them.
import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import App from './App.svelte';
import { language } from './words/index.svelte';

await language.start();
mount(App, { target: document.getElementById('desk') ?? document.body });
